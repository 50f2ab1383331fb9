using MicroService.Tests.Api;
using MicroService.Tests.Processes;

[assembly: AssemblyFixture(typeof(SharedApi))]

namespace MicroService.Tests.Api;

/// <summary>One Api with a SQLite history for all tests that leave it as it was, started by the first of them.</summary>
public sealed class SharedApi : IAsyncDisposable
{
    private readonly Lazy<Task<ApiProcess>> _process = new(() => ApiProcess.StartAsync());

    /// <summary>Calls the Api.</summary>
    public async Task<HttpClient> ClientAsync() => (await _process.Value).Api;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _process.Value).DisposeAsync();
        }
    }
}
