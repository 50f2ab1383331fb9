using System.Net.Sockets;
using System.Text;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Proxies;

/// <summary>
/// A real HAProxy in front of instances of a service: an HTTP/1.1 front that keeps connections to the instances, and an HTTP/2
/// one that speaks HTTP/2 to them. It follows readiness at the management port, and repeats nothing: a request that fails at an
/// instance fails for the client.
/// </summary>
internal sealed class HaproxyServer : IAsyncDisposable
{
    private static readonly string[] Programs = ["/usr/sbin/haproxy", "/usr/local/sbin/haproxy", "/usr/bin/haproxy"];

    private readonly ChildProcess _process;
    private readonly DirectoryInfo _folder;
    private readonly int _statusPort;

    private HaproxyServer(ChildProcess process, DirectoryInfo folder, int statusPort, int http1Port, int http2Port)
    {
        _process = process;
        _folder = folder;
        _statusPort = statusPort;
        Http1 = new Uri($"http://127.0.0.1:{http1Port}");
        Http2 = new Uri($"http://127.0.0.1:{http2Port}");
    }

    /// <summary>The front for HTTP/1.1.</summary>
    public Uri Http1 { get; }

    /// <summary>The front for HTTP/2 without TLS.</summary>
    public Uri Http2 { get; }

    /// <summary>Starts a proxy; skips the running test where the program is absent.</summary>
    public static async Task<HaproxyServer> StartAsync(IReadOnlyList<ProxiedInstance> instances)
    {
        var program = Programs.FirstOrDefault(File.Exists);
        Assert.SkipUnless(program is not null, "haproxy is not installed, so nothing was tested behind it.");
        var (http1Port, http2Port, statusPort) = (LoopbackPorts.Next(), LoopbackPorts.Next(), LoopbackPorts.Next());
        var folder = Directory.CreateTempSubdirectory("microservice-haproxy-");
        var file = Path.Combine(folder.FullName, "haproxy.cfg");
        await File.WriteAllTextAsync(file, Configuration(instances, http1Port, http2Port, statusPort), TestContext.Current.CancellationToken);
        return new HaproxyServer(ChildProcess.Start(program!, ["-db", "-f", file], workingDirectory: folder.FullName), folder, statusPort, http1Port, http2Port);
    }

    /// <summary>Waits until the proxy takes the instance for up, or down, on both fronts.</summary>
    public async Task WaitForAsync(ProxiedInstance instance, bool isUp)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (true)
        {
            var states = await StatesAsync(instance);
            if (states.Length == 2 && states.All(state => state.StartsWith(isUp ? "UP" : "DOWN", StringComparison.Ordinal)))
            {
                return;
            }

            Assert.False(
                patience.IsCancellationRequested || _process.HasExited, $"{instance.Name} is {string.Join(", ", states)}.\n{_process.Transcript()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>What the proxy has logged: failures, and instances that went up or down.</summary>
    public string Transcript() => _process.Transcript();

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task<string[]> StatesAsync(ProxiedInstance instance)
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync("127.0.0.1", _statusPort);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes("show stat\n"));
            using var reader = new StreamReader(client.GetStream());
            var lines = (await reader.ReadToEndAsync()).Split('\n');
            return [.. lines.Select(line => line.Split(',')).Where(fields => fields.Length > 17 && fields[1] == instance.Name).Select(fields => fields[17])];
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            return [];
        }
    }

    private static string Configuration(IReadOnlyList<ProxiedInstance> instances, int http1Port, int http2Port, int statusPort) =>
        $"""
        global
          maxconn 1000
          log stdout format raw local0
          stats socket ipv4@127.0.0.1:{statusPort} level operator

        defaults
          mode http
          timeout connect 5s
          timeout client 60s
          timeout server 60s
          # An instance on a busy machine is slow to answer, not down.
          timeout check 10s
          log global
          option httplog
          option dontlog-normal
          # Nothing is tried twice, neither on the same instance nor on another.
          retries 0
          no option redispatch
          option httpchk GET /health/ready
          http-check expect status 200
          default-server check inter 100ms fastinter 100ms downinter 100ms rise 1 fall 1

        frontend http1
          bind 127.0.0.1:{http1Port}
          default_backend http1

        frontend http2
          bind 127.0.0.1:{http2Port} proto h2
          default_backend http2

        backend http1
          http-reuse always
        {Servers(instances, instance => $"127.0.0.1:{instance.HttpPort} check port {instance.ManagementPort}")}

        backend http2
          http-reuse always
        {Servers(instances, instance => $"127.0.0.1:{instance.Http2Port} proto h2 check port {instance.ManagementPort} check-proto h1")}

        """;

    private static string Servers(IReadOnlyList<ProxiedInstance> instances, Func<ProxiedInstance, string> describe) =>
        string.Join('\n', instances.Select(instance => $"  server {instance.Name} {describe(instance)}"));
}
