using System.Text;

namespace MicroService.Hosting;

/// <summary>Files with secrets in them.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Replaces a file at once by one that only its owner can read (mode 0600; on Windows the folder's permissions apply).</summary>
    public static async Task ReplaceAsync(string path, string content, CancellationToken cancellationToken)
    {
        // Readers of mounted folders skip names that begin with a dot, so they never see half a file.
        var draft = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        var file = new FileStream(draft, options);
        await using (file.ConfigureAwait(false))
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(content), cancellationToken).ConfigureAwait(false);
        }

        File.Move(draft, path, overwrite: true);
    }
}
