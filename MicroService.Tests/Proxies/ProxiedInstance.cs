using MicroService.Tests.Processes;

namespace MicroService.Tests.Proxies;

/// <summary>One instance of a service behind a proxy: its ports stay the same when it is started again.</summary>
internal sealed class ProxiedInstance(string name, ServiceProgram program, IReadOnlyDictionary<string, string>? settings = null) : IAsyncDisposable
{
    private ApiProcess? _process;

    public string Name { get; } = name;

    public int HttpPort { get; } = LoopbackPorts.Next();

    public int Http2Port { get; } = LoopbackPorts.Next();

    public int ManagementPort { get; } = LoopbackPorts.Next();

    /// <summary>Starts the instance and waits until it is ready.</summary>
    public async Task StartAsync()
    {
        var environment = new Dictionary<string, string>(settings ?? new Dictionary<string, string>())
        {
            ["HTTP_PORTS"] = $"{HttpPort}",
            ["Server__Http2Port"] = $"{Http2Port}",
            ["Management__Port"] = $"{ManagementPort}",
            ["Lifecycle__DrainDelay"] = "5s",
        };
        _process = await ApiProcess.StartAsync(environment, program: program);
    }

    /// <summary>Ends the instance as Kubernetes does; answers its exit code and what it wrote.</summary>
    public async Task<(int ExitCode, string Transcript)> StopAsync()
    {
        var exitCode = await _process!.StopAsync();
        var transcript = _process.Process.Transcript();
        await _process.DisposeAsync();
        _process = null;
        return (exitCode, transcript);
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
