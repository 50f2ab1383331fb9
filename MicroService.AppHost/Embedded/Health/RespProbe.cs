using System.Net;
using System.Net.Sockets;
using System.Text;

namespace MicroService.AppHost.Embedded.Health;

/// <summary>Healthy if a Redis-compatible server takes the password and answers PING (RESP2).</summary>
internal sealed class RespProbe(int port, string password) : IHealthProbe
{
    public async Task<string?> CheckAsync(CancellationToken cancellationToken)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream, Encoding.UTF8);
            foreach (var (command, answer) in new[] { (Command("AUTH", password), "+OK"), (Command("PING"), "+PONG") })
            {
                await stream.WriteAsync(command, cancellationToken);
                var line = await reader.ReadLineAsync(cancellationToken);
                if (line != answer)
                {
                    return line ?? "the connection was closed";
                }
            }

            return null;
        }
        catch (SocketException exception)
        {
            return $"port {port}: {exception.SocketErrorCode}";
        }
        catch (IOException exception)
        {
            return exception.Message;
        }
    }

    private static byte[] Command(params ReadOnlySpan<string> words)
    {
        var text = new StringBuilder($"*{words.Length}\r\n");
        foreach (var word in words)
        {
            text.Append($"${Encoding.UTF8.GetByteCount(word)}\r\n{word}\r\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
