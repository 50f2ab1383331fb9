using System.Globalization;
using System.Net;

namespace MicroService.Tests.Processes;

/// <summary>The addresses that processes accept TCP connections on, as Linux lists them.</summary>
internal static class ListeningSockets
{
    private const string Listen = "0A";

    /// <summary>The listening sockets of a process; none once it has ended.</summary>
    public static IReadOnlyList<IPEndPoint> Of(int process)
    {
        try
        {
            var inodes = Directory.EnumerateFileSystemEntries($"/proc/{process}/fd").Select(Target).OfType<string>().ToHashSet();
            return [.. All().Where(socket => inodes.Contains($"socket:[{socket.Inode}]")).Select(socket => socket.Address)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    private static string? Target(string descriptor)
    {
        try
        {
            return new FileInfo(descriptor).LinkTarget;
        }
        catch (IOException)
        {
            // It was closed meanwhile.
            return null;
        }
    }

    // "0: 0100007F:1F90 00000000:0000 0A … inode": addresses are hexadecimal words in the machine's byte order.
    private static IEnumerable<(IPEndPoint Address, string Inode)> All() =>
        from file in (string[])["/proc/net/tcp", "/proc/net/tcp6"]
        where File.Exists(file)
        from line in File.ReadAllLines(file).Skip(1)
        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
        where fields[3] == Listen
        let local = fields[1].Split(':')
        select (new IPEndPoint(Address(local[0]), int.Parse(local[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture)), fields[9]);

    private static IPAddress Address(string words)
    {
        var bytes = Convert.FromHexString(words);
        for (var word = 0; word < bytes.Length; word += sizeof(int))
        {
            Array.Reverse(bytes, word, sizeof(int));
        }

        return new IPAddress(bytes);
    }
}
