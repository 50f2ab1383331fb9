using System.Net;
using System.Net.Sockets;

namespace MicroService.Tests.Processes;

/// <summary>Free loopback ports, none handed out twice in one run, nor by two runs at the same time.</summary>
internal static class LoopbackPorts
{
    // Below the ephemeral ports of Linux, macOS and Windows, and below those that the AppHost takes: nobody else takes one between its handing out and its use, or while a test has its server down.
    private const int First = 10_000;
    private const int Last = 20_000;
    private const int LaneWidth = 200;

    private static readonly Lock Gate = new();
    private static readonly IEnumerator<int> Free = Ports().GetEnumerator();

    public static int Next()
    {
        lock (Gate)
        {
            return Free.MoveNext() ? Free.Current : throw new InvalidOperationException("There is no free port left.");
        }
    }

    private static IEnumerable<int> Ports()
    {
        var lanes = Enumerable.Range(0, (Last - First) / LaneWidth).ToArray();
        Random.Shared.Shuffle(lanes);
        var folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "microservice-ports"));
        foreach (var lane in lanes)
        {
            // A lane belongs to this program until it hands out the next one, and then until it ends: whoever starts late has its port still.
            if (Lock(Path.Combine(folder.FullName, $"{lane}")) is not { } hold)
            {
                continue;
            }

            Held.Add(hold);
            foreach (var port in Enumerable.Range(First + (lane * LaneWidth), LaneWidth).Where(IsFree))
            {
                yield return port;
            }
        }
    }

    private static readonly List<FileStream> Held = [];

    private static FileStream? Lock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another run has it.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Loopback, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
    }
}
