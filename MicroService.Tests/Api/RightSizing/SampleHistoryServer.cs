using MicroService.Samples.Histories;
using MicroService.Tests.Monitoring;

namespace MicroService.Tests.Api.RightSizing;

/// <summary>One Prometheus with the history of the sample cluster for all tests of a class.</summary>
public sealed class SampleHistoryServer : IAsyncDisposable
{
    private readonly Lazy<Task<PrometheusServer>> _server = new(() => PrometheusServer.StartWithHistoryAsync(WriteAsync));

    public async Task<Uri> AddressAsync() => (await _server.Value).Address;

    public async ValueTask DisposeAsync()
    {
        if (_server is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _server.Value).DisposeAsync();
        }
    }

    private static async Task WriteAsync(string path)
    {
        var writer = new StreamWriter(path);
        await using (writer)
        {
            SampleHistory.Write(writer, TimeProvider.System.GetUtcNow());
        }
    }
}
