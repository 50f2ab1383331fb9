using System.Runtime.InteropServices;
using System.Text;

namespace MicroService.Cli.Input;

/// <summary>What a path leads to, links followed.</summary>
internal enum FileType
{
    /// <summary>Nothing, or a link to nothing.</summary>
    Missing,

    /// <summary>A file that ends.</summary>
    Regular,

    /// <summary>A folder.</summary>
    Folder,

    /// <summary>A named pipe: opening it waits for a writer.</summary>
    Pipe,

    /// <summary>A device or a socket, which may never end.</summary>
    Device,
}

/// <summary>The type, owner and permissions of a file as the system has them.</summary>
/// <param name="Type">The type.</param>
/// <param name="Owner">The user's id; 0 on Windows.</param>
/// <param name="Group">The group's id; 0 on Windows.</param>
internal readonly partial record struct FileStatus(FileType Type, uint Owner, uint Group)
{
    private const int TypeMask = 0xF000;
    private const int PipeType = 0x1000;
    private const int FolderType = 0x4000;
    private const int RegularType = 0x8000;

    /// <summary>The status of what a path leads to.</summary>
    /// <remarks>
    /// .NET tells a pipe from a file only once it is open, and opening a pipe may wait for ever. Its own native library, which is the same
    /// on every Unix, knows: the fields read here are the first of its FileStatus.
    /// </remarks>
    public static FileStatus Of(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return new FileStatus(Directory.Exists(path) ? FileType.Folder : File.Exists(path) ? FileType.Regular : FileType.Missing, 0, 0);
        }

        var fields = new int[64];
        if (Stat(Encoding.UTF8.GetBytes(path + '\0'), fields) != 0)
        {
            return default;
        }

        var type = (fields[1] & TypeMask) switch
        {
            RegularType => FileType.Regular,
            FolderType => FileType.Folder,
            PipeType => FileType.Pipe,
            _ => FileType.Device,
        };
        return new FileStatus(type, (uint)fields[2], (uint)fields[3]);
    }

    /// <summary>Gives a file an owner; false if only the superuser may.</summary>
    public static bool TryOwn(string path, FileStatus owner) =>
        OperatingSystem.IsWindows() || ChangeOwner(Encoding.UTF8.GetBytes(path + '\0'), owner.Owner, owner.Group) == 0;

    [DllImport("libSystem.Native", EntryPoint = "SystemNative_Stat")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.AssemblyDirectory | DllImportSearchPath.SafeDirectories)]
    private static extern int Stat(byte[] path, int[] status);

    [DllImport("libc", EntryPoint = "chown")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int ChangeOwner(byte[] path, uint owner, uint group);
}
