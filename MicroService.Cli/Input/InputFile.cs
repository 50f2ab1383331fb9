namespace MicroService.Cli.Input;

/// <summary>A file that a command reads.</summary>
/// <param name="Name">Its name in findings: relative to the working folder if it is below it.</param>
/// <param name="Path">Its full path; null for standard input.</param>
/// <param name="IsNamed">Whether the user named the file itself, not a folder above it.</param>
internal sealed record InputFile(string Name, string? Path, bool IsNamed = true)
{
    /// <summary>Standard input.</summary>
    public static InputFile Standard { get; } = new("stdin", null);

    /// <summary>
    /// Whether the content is to be audited. A file that the user named always is. A folder also has files that are no manifests:
    /// kustomize's own, and those without an apiVersion, such as a chart's values.
    /// </summary>
    public bool IsManifest(ReadOnlySpan<byte> bytes) =>
        IsNamed || (!Name.EndsWith("kustomization.yaml", StringComparison.Ordinal)
            && !Name.EndsWith("kustomization.yml", StringComparison.Ordinal)
            && bytes.IndexOf("apiVersion"u8) >= 0);

    /// <summary>All bytes.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public async Task<byte[]> ReadAsync(CancellationToken cancellationToken)
    {
        if (Path is not null)
        {
            return await File.ReadAllBytesAsync(Path, cancellationToken).ConfigureAwait(false);
        }

        using var bytes = new MemoryStream();
        var input = Console.OpenStandardInput();
        await using (input.ConfigureAwait(false))
        {
            await input.CopyToAsync(bytes, cancellationToken).ConfigureAwait(false);
        }

        return bytes.ToArray();
    }
}
