namespace MicroService.AppHost.Embedded;

/// <summary>The folder that keeps databases and generated values between runs, held by one AppHost at a time.</summary>
internal sealed class DataFolder : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private readonly FileStream _lock;

    private DataFolder(FileStream held) => _lock = held;

    /// <summary>Creates the folder (mode 0700) where it is missing, and holds it; null if another AppHost does. The system lets go when this process ends, however it ends.</summary>
    public static DataFolder? Open(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
        }
        else
        {
            Directory.CreateDirectory(path, OwnerOnly);
        }

        try
        {
            var held = new FileStream(Path.Combine(path, "apphost.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            File.WriteAllText(HolderFile(path), $"{Environment.ProcessId}");
            return new DataFolder(held);
        }
        catch (IOException)
        {
            return null;
        }
    }

    /// <summary>The process id of the AppHost that holds the folder, as far as is known.</summary>
    public static string Holder(string path) => File.Exists(HolderFile(path)) ? File.ReadAllText(HolderFile(path)) : "unknown";

    public void Dispose() => _lock.Dispose();

    // Beside the lock, which others may not read while it is held.
    private static string HolderFile(string path) => Path.Combine(path, "apphost.pid");
}
