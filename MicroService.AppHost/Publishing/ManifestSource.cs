using MicroService.AppHost.Embedded;

namespace MicroService.AppHost.Publishing;

/// <summary>Where the manifest comes from: a file, a pipe, or standard input.</summary>
/// <param name="Path">The manifest, absolute; for standard input a file in the current folder, as if it lay there.</param>
/// <param name="Content">Its bytes, read once; null where they can't be read.</param>
internal sealed record ManifestSource(string Path, byte[]? Content)
{
    /// <summary>What stands for standard input on the command line.</summary>
    public const string StandardInput = "-";

    /// <summary>The manifest that was named, else the nearest one; null where there is none.</summary>
    public static ManifestSource? Open(FileInfo? named)
    {
        // The text that was typed: "./-" is a file.
        if (named?.ToString() == StandardInput)
        {
            using var input = Console.OpenStandardInput();
            using var content = new MemoryStream();
            input.CopyTo(content);
            return new ManifestSource(System.IO.Path.Combine(Environment.CurrentDirectory, ManifestFile.Name), content.ToArray());
        }

        return (named?.FullName ?? ManifestFile.FindUpwards()) is { } path ? new ManifestSource(path, Read(path)) : null;
    }

    // Whoever reads the manifest finds out by itself why it can't be read, and says so.
    private static byte[]? Read(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
