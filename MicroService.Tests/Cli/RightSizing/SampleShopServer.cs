using MicroService.Tests.Monitoring;

namespace MicroService.Tests.Cli.RightSizing;

/// <summary>One Prometheus with the shop's history for all tests of a class.</summary>
public sealed class SampleShopServer : IAsyncDisposable
{
    private readonly Lazy<Task<PrometheusServer>> _server = new(() => PrometheusServer.StartWithHistoryAsync(SampleShop.WriteAsync));

    public async Task<string> AddressAsync() => (await _server.Value).Address.ToString();

    public async ValueTask DisposeAsync()
    {
        if (_server.IsValueCreated && _server.Value.IsCompletedSuccessfully)
        {
            await (await _server.Value).DisposeAsync();
        }
    }
}
