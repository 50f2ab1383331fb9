using System.Runtime.InteropServices;
using System.Text;
using MicroService.Cli.Input;

namespace MicroService.Cli.Fixing;

/// <summary>Replaces the text of a file in one step: a reader sees the old text or the new one, and so does whoever comes after a crash.</summary>
internal static class FileReplacement
{
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>Writes the text to the file that a path leads to, which keeps its byte order mark, permissions and owner.</summary>
    /// <param name="path">The path; a link to the file stays one.</param>
    /// <param name="before">The text that the file was read with, without byte order mark.</param>
    /// <param name="after">The new text.</param>
    /// <returns>Why the file could not be replaced; null if it was.</returns>
    public static async Task<string?> WriteAsync(string path, string before, string after)
    {
        try
        {
            var target = Path.GetFullPath(path);
            target = File.ResolveLinkTarget(target, returnFinalTarget: true)?.FullName ?? target;
            var status = FileStatus.Of(target);
            if (status.Type != FileType.Regular)
            {
                return "This is no file, so it cannot be replaced. Print the fixed text instead: name - and use standard input.";
            }

            // What was written meanwhile, by an editor perhaps, is not to be lost.
            var current = await File.ReadAllBytesAsync(target).ConfigureAwait(false);
            var mark = current.AsSpan().StartsWith(ByteOrderMark) ? ByteOrderMark.Length : 0;
            if (Encoding.UTF8.GetString(current.AsSpan(mark)) != before)
            {
                return "The file has changed since it was read; fix it again.";
            }

            await ReplaceAsync(target, [.. current.AsSpan(0, mark), .. Encoding.UTF8.GetBytes(after)], status).ConfigureAwait(false);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return exception.Message;
        }
    }

    // Nothing stops it halfway: Ctrl+C waits, and what ends the process otherwise takes the new file with it.
    private static async Task ReplaceAsync(string target, byte[] content, FileStatus status)
    {
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Path.GetRandomFileName()}.tmp");
        using var hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, _ => File.Delete(temporary));
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, PreallocationSize = content.Length };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            var stream = new FileStream(temporary, options);
            await using (stream.ConfigureAwait(false))
            {
                await stream.WriteAsync(content).ConfigureAwait(false);
                stream.Flush(flushToDisk: true);
            }

            if (!OperatingSystem.IsWindows())
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
