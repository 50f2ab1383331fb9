namespace MicroService.Cli.Input;

/// <summary>Files that nobody else may read and that are gone when the program ends, however it ends.</summary>
internal static class PrivateFile
{
    private const int BufferSize = 64 * 1024;

    /// <summary>An empty file in the folder for temporary files (<c>TMPDIR</c>).</summary>
    /// <exception cref="PrivateFileException">The file can't be made.</exception>
    public static FileStream Open()
    {
        try
        {
            return Create();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new PrivateFileException($"A temporary file can't be made: {exception.Message} Set TMPDIR to a folder that can be written.", exception);
        }
    }

    private static FileStream Create()
    {
        var path = Path.Combine(Path.GetTempPath(), $"microservice-{Path.GetRandomFileName()}");
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.Delete,
            BufferSize = BufferSize,
        };
        if (OperatingSystem.IsWindows())
        {
            // Windows removes it with the last handle, and the folder is the user's own.
            options.Options = FileOptions.DeleteOnClose;
            return new FileStream(path, options);
        }

        options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        var file = new FileStream(path, options);
        // What is open needs no name.
        File.Delete(path);
        return file;
    }
}

/// <summary>A private file can't be made; the message says why.</summary>
internal sealed class PrivateFileException(string message, Exception inner) : IOException(message, inner);
