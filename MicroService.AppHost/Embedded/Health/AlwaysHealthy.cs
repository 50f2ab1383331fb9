namespace MicroService.AppHost.Embedded.Health;

/// <summary>For processes that listen on nothing: running is all that can be asked.</summary>
internal sealed class AlwaysHealthy : IHealthProbe
{
    public Task<string?> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<string?>(null);
}
