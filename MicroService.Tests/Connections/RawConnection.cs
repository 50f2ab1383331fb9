using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace MicroService.Tests.Connections;

/// <summary>A TCP connection on which a test writes what no client library would.</summary>
internal sealed partial class RawConnection : IDisposable
{
    private const string LastChunk = "\r\n0\r\n\r\n";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly byte[] _buffer = new byte[64 * 1024];
    private string _unread = "";

    private RawConnection()
    {
    }

    /// <summary>Connects to the address of a client.</summary>
    public static async Task<RawConnection> OpenAsync(HttpClient client)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, client.BaseAddress!.Port);
        return connection;
    }

    /// <summary>Connects, sends and reads all that comes until the other side closes.</summary>
    public static async Task<string> ExchangeAsync(HttpClient client, string request)
    {
        using var connection = await OpenAsync(client);
        await connection.SendAsync(request);
        return await connection.ReadToEndAsync();
    }

    /// <summary>Sends a text; the other side may have closed already.</summary>
    public async Task<bool> SendAsync(string text)
    {
        try
        {
            await _socket.SendAsync(Encoding.Latin1.GetBytes(text), _patience.Token);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    /// <summary>Sends a byte now and then until the other side closes, and returns what it said.</summary>
    public async Task<string> TrickleAsync(string piece)
    {
        var reading = ReadToEndAsync();
        while (!reading.IsCompleted)
        {
            await SendAsync(piece);
            await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
        }

        return await reading;
    }

    /// <summary>What comes until the other side closes; a reset ends it as well.</summary>
    public async Task<string> ReadToEndAsync()
    {
        while (await ReceiveAsync())
        {
        }

        return _unread;
    }

    /// <summary>One answer with its body.</summary>
    public async Task<string> ReadAnswerAsync()
    {
        while (true)
        {
            if (_unread.IndexOf("\r\n\r\n", StringComparison.Ordinal) is >= 0 and var end)
            {
                var total = _unread[..end].Contains("\r\nTransfer-Encoding: chunked", StringComparison.OrdinalIgnoreCase)
                    ? _unread.IndexOf(LastChunk, end, StringComparison.Ordinal) is >= 0 and var last ? last + LastChunk.Length : int.MaxValue
                    : end + 4 + (ContentLength().Match(_unread[..end]) is { Success: true } match ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 0);
                if (_unread.Length >= total)
                {
                    var answer = _unread[..total];
                    _unread = _unread[total..];
                    return answer;
                }
            }

            Assert.True(await ReceiveAsync(), $"The connection ended in the middle of an answer: {_unread}");
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _patience.Dispose();
    }

    private async Task<bool> ReceiveAsync()
    {
        try
        {
            var count = await _socket.ReceiveAsync(_buffer, _patience.Token);
            _unread += Encoding.Latin1.GetString(_buffer, 0, count);
            return count > 0;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\r\nContent-Length: (\d+)", RegexOptions.IgnoreCase)]
    private static partial Regex ContentLength();
}
