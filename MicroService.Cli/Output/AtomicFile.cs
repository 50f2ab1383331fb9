using System.Runtime.InteropServices;
using System.Text;
using MicroService.Cli.Input;

namespace MicroService.Cli.Output;

/// <summary>
/// Replaces files in one step: a reader, or the next command after a crash, sees the old content or the new one, never half of it.
/// </summary>
internal static class AtomicFile
{
    /// <summary>Writes the text to the file that a path leads to, which keeps its permissions and owner.</summary>
    /// <param name="path">The path; a link to the file stays one.</param>
    /// <param name="before">The text that the file was read with.</param>
    /// <param name="after">The new text.</param>
    /// <returns>Why the file could not be replaced; null if it was.</returns>
    public static async Task<string?> ReplaceTextAsync(string path, string before, string after)
    {
        try
        {
            var target = TargetOf(path);
            var status = FileStatus.Of(target);
            if (status.Type != FileType.Regular)
            {
                return $"{path}: This is not a file, so it cannot be replaced. Print the fixed text instead: name - and use standard input.";
            }

            // What was written meanwhile, by an editor perhaps, is not to be lost.
            if (Encoding.UTF8.GetString(await File.ReadAllBytesAsync(target).ConfigureAwait(false)) != before)
            {
                return $"{path}: The file has changed since it was read; fix it again.";
            }

            await ReplaceAsync(target, output => output.Write(Encoding.UTF8.GetBytes(after)), status).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return $"{path}: {exception.Message}";
        }
    }

    /// <summary>Writes the content to a file, or to the one that a link leads to.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public static Task<string?> WriteAsync(string path, ReadOnlyMemory<byte> content) => WriteAsync(path, output => output.Write(content.Span));

    /// <summary>Has the content of a file written, or of the one that a link leads to.</summary>
    /// <returns>Why it could not be written; null if it was.</returns>
    public static async Task<string?> WriteAsync(string path, Action<Stream> write)
    {
        try
        {
            var target = TargetOf(path);
            var status = FileStatus.Of(target);
            if (!IsDevice(target) && (status.Type is FileType.Regular or FileType.Missing))
            {
                await ReplaceAsync(target, write, status).ConfigureAwait(false);
            }
            else
            {
                // A file in place of /dev/stdout or a pipe would break other programs.
                await AppendAsync(target, write).ConfigureAwait(false);
            }

            return null;
        }
        catch (DirectoryNotFoundException)
        {
            return $"{path}: there is no such folder.";
        }
        catch (Exception exception) when (IsFailure(exception))
        {
            return $"{path}: {exception.Message}";
        }
    }

    // What the shell appends to (>> /dev/stdout) keeps what it has.
    private static async Task AppendAsync(string device, Action<Stream> write)
    {
        var stream = new FileStream(device, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        await using (stream.ConfigureAwait(false))
        {
            if (stream.CanSeek)
            {
                stream.Seek(0, SeekOrigin.End);
            }

            write(stream);
        }
    }

    // .NET turns the system's "file too large" into an argument out of range.
    private static bool IsFailure(Exception exception) => exception is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException;

    private static string TargetOf(string path)
    {
        var full = Path.GetFullPath(path);
        return IsDevice(full) || new FileInfo(full).LinkTarget is null ? full : File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
    }

    // /dev/stdout is a link, too, to whatever the shell opened.
    private static bool IsDevice(string path) => !OperatingSystem.IsWindows() && path.StartsWith("/dev/", StringComparison.Ordinal);

    // Nothing stops it halfway: Ctrl+C waits, and what ends the process otherwise takes the new file with it.
    private static async Task ReplaceAsync(string target, Action<Stream> write, FileStatus status)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => File.Delete(temporary));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows() && status.Type == FileType.Regular)
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var stream = new FileStream(temporary, options);
            await using (stream.ConfigureAwait(false))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows() && status.Type == FileType.Regular)
            {
                // A new owner takes away special permissions, so it comes first. Only the superuser may give files away.
                var own = FileStatus.Of(temporary);
                var isOwned = (own.Owner, own.Group) == (status.Owner, status.Group) || FileStatus.TryOwn(temporary, status);
                var mode = File.GetUnixFileMode(target);
                File.SetUnixFileMode(temporary, isOwned ? mode : mode & ~(UnixFileMode.SetUser | UnixFileMode.SetGroup));
            }

            File.Move(temporary, target, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }
}
