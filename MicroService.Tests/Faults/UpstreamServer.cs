using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

/// <summary>A service that another one calls; it can be killed, paused and started again on the port it had.</summary>
internal sealed partial class UpstreamServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly HttpClient _management;
    private readonly Dictionary<string, string> _environment;
    private ChildProcess? _process;

    private UpstreamServer()
    {
        var managementPort = LoopbackPorts.Next();
        _management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{managementPort}"), Timeout = TimeSpan.FromSeconds(30) };
        _environment = new Dictionary<string, string>
        {
            ["HTTP_PORTS"] = $"{Port}",
            ["Management__Port"] = $"{managementPort}",
            ["Server__Address"] = "127.0.0.1",
            ["Lifecycle__DrainDelay"] = "0s",
        };
    }

    public int Port { get; } = LoopbackPorts.Next();

    /// <summary>Starts a server on a free port.</summary>
    public static async Task<UpstreamServer> StartNewAsync()
    {
        var server = new UpstreamServer();
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts the server where it was killed.</summary>
    public async Task StartAsync()
    {
        _process = ServiceProgram.Greeter.Start([], _environment);
        using var patience = new CancellationTokenSource(Patience);
        while (!await IsReadyAsync())
        {
            if (_process.HasExited || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"The upstream did not start.\n{_process.Transcript()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    /// <summary>Ends it without a warning.</summary>
    public async Task KillAsync()
    {
        await _process!.SignalAsync(ProcessSignal.Kill);
        await _process.WaitForExitAsync();
        await _process.DisposeAsync();
    }

    /// <summary>Stops it from doing anything, while connections stay.</summary>
    public Task PauseAsync() => _process!.SignalAsync(ProcessSignal.Stop);

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => _process!.SignalAsync(ProcessSignal.Cont);

    /// <summary>How many POST requests it has served since it started.</summary>
    public async Task<long> PostsAsync()
    {
        if (_process!.HasExited)
        {
            throw new InvalidOperationException($"The upstream ended by itself.\n{_process.Transcript()}");
        }

        var metrics = await _management.GetStringAsync(new Uri("/metrics", UriKind.Relative));
        return PostCount().Matches(metrics).Sum(match => long.Parse(match.Groups["count"].Value, CultureInfo.InvariantCulture));
    }

    public async ValueTask DisposeAsync()
    {
        _management.Dispose();
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            using var response = await _management.GetAsync(new Uri("/health/ready", UriKind.Relative));
            return response.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    [GeneratedRegex("^http_server_request_duration_seconds_count{[^}]*http_request_method=\"POST\"[^}]*} (?<count>[0-9]+)", RegexOptions.Multiline)]
    private static partial Regex PostCount();
}
