namespace MicroService.Api.Commands;

/// <summary>A file that a command reads.</summary>
/// <param name="Name">As findings call it: relative to the working folder where it lies below it.</param>
/// <param name="Path">Where it is; null for standard input.</param>
/// <param name="IsNamed">Whether the caller named it, rather than a folder above it.</param>
internal sealed record InputFile(string Name, string? Path, bool IsNamed = true)
{
    /// <summary>Standard input.</summary>
    public static InputFile Standard { get; } = new("stdin", null);

    /// <summary>
    /// Whether these bytes are to be audited. What the caller named is; in a folder, kustomize's own files and what nowhere
    /// says apiVersion, such as a chart's values, lie beside the manifests without being any.
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
