namespace MicroService.Cli.Publishing;

/// <summary>Where a manifest comes from: a file, a pipe, or standard input.</summary>
/// <param name="Path">The manifest, absolute; for standard input a file in the current folder, as if it lay there.</param>
/// <param name="Content">Its bytes from standard input, which can be read only once; null to read the file.</param>
internal sealed record ManifestSource(string Path, byte[]? Content)
{
    /// <summary>What Aspire calls the export of an app model.</summary>
    public const string FileName = "aspire-manifest.json";

    /// <summary>What stands for standard input on the command line.</summary>
    public const string StandardInput = "-";

    /// <summary>The manifest that was named, or the nearest one above the current folder; null if there is none.</summary>
    /// <param name="named">The value of <c>--manifest</c>.</param>
    public static ManifestSource? Open(FileInfo? named)
    {
        // The text that was typed: "./-" is a file.
        if (named?.ToString() == StandardInput)
        {
            using var input = Console.OpenStandardInput();
            using var content = new MemoryStream();
            input.CopyTo(content);
            return new ManifestSource(System.IO.Path.Combine(Environment.CurrentDirectory, FileName), content.ToArray());
        }

        return (named?.FullName ?? Nearest()) is { } path ? new ManifestSource(path, Pipe(path)) : null;
    }

    // A pipe such as /dev/stdin can be read only once, but problems are located in the content afterwards.
    private static byte[]? Pipe(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The run reads the file by itself, and reports why it cannot.
            return null;
        }
    }

    private static string? Nearest()
    {
        for (var directory = new DirectoryInfo(Environment.CurrentDirectory); directory is not null; directory = directory.Parent)
        {
            var path = System.IO.Path.Combine(directory.FullName, FileName);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}
