using System.Text;

namespace MicroService.Publishing.AppModel.Parameters;

/// <summary>Files with secrets in them.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>
    /// Replaces a file at once by one that only its owner can read (mode 0600; on Windows the folder's permissions apply).
    /// </summary>
    public static void Replace(string path, ReadOnlySpan<byte> content)
    {
        // Readers of mounted folders skip names that begin with a dot, so they never see half a file.
        var draft = Path.Combine(Path.GetDirectoryName(path)!, $".{Path.GetFileName(path)}.{Path.GetRandomFileName()}");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using (var file = new FileStream(draft, options))
        {
            file.Write(content);
        }

        File.Move(draft, path, overwrite: true);
    }

    /// <inheritdoc cref="Replace(string, ReadOnlySpan{byte})"/>
    public static void Replace(string path, string content) => Replace(path, Encoding.UTF8.GetBytes(content));
}
