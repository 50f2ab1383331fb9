namespace MicroService.Cli.Output;

/// <summary>Writes files so that a crash leaves the old content or the new one, never half of one.</summary>
internal static class AtomicFile
{
    /// <summary>Replaces the file, or the one that a link leads to, and returns why it could not be replaced; null if it was.</summary>
    public static async Task<string?> WriteAsync(string path, ReadOnlyMemory<byte> content)
    {
        try
        {
            var full = Path.GetFullPath(path);
            // Devices and pipes, such as /dev/stdout, are written to: a file in their place would break other programs.
            if (IsDevice(full))
            {
                await File.WriteAllBytesAsync(full, content, CancellationToken.None).ConfigureAwait(false);
                return null;
            }

            var target = new FileInfo(full).LinkTarget is null ? null : File.ResolveLinkTarget(full, returnFinalTarget: true);
            await ReplaceAsync(target?.FullName ?? full, content).ConfigureAwait(false);
            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return $"{path}: there is no such folder.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return $"{path}: {exception.Message}";
        }
    }

    // Ctrl+C doesn't stop the replacement halfway, either.
    private static async Task ReplaceAsync(string path, ReadOnlyMemory<byte> content)
    {
        var temporary = $"{path}.{Environment.ProcessId}.tmp";
        try
        {
            await File.WriteAllBytesAsync(temporary, content, CancellationToken.None).ConfigureAwait(false);
            if (!OperatingSystem.IsWindows() && File.Exists(path))
            {
                File.SetUnixFileMode(temporary, File.GetUnixFileMode(path));
            }

            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);
}
