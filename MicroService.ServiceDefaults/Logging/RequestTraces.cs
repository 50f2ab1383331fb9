using System.Diagnostics;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Gives every request a trace, so that its lines have the ids, whether or not spans are recorded and exported.</summary>
internal sealed class RequestTraces : IHostedService, IDisposable
{
    private readonly ActivityListener _listener = new()
    {
        ShouldListenTo = static source => source.Name == "Microsoft.AspNetCore",
        Sample = static (ref _) => ActivitySamplingResult.PropagationData,
    };

    // The server starts last, so that no request comes before this.
    public Task StartAsync(CancellationToken cancellationToken)
    {
        ActivitySource.AddActivityListener(_listener);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _listener.Dispose();
}
