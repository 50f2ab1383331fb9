namespace MicroService.Api.Commands;

/// <summary>A file that a command reads.</summary>
/// <param name="Name">As findings call it: relative to the working folder where it lies below it.</param>
/// <param name="Path">Where it is; null for standard input.</param>
internal sealed record InputFile(string Name, string? Path)
{
    /// <summary>Standard input.</summary>
    public static InputFile Standard { get; } = new("stdin", null);

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
