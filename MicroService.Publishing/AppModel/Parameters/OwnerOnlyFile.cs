namespace MicroService.Publishing.AppModel.Parameters;

/// <summary>Files with secrets.</summary>
internal static class OwnerOnlyFile
{
    /// <summary>Replaces a file at once by one that only its owner can read (mode 0600; on Windows the folder's rights count).</summary>
    public static void Write(string path, ReadOnlySpan<byte> content)
    {
        var draft = $"{path}.new";
        File.Delete(draft);
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
}
