using System.Collections.Concurrent;
using System.Net;

namespace MicroService.Tests.Proxies;

/// <summary>Callers that ask one after the other until they are stopped, and note each answer that is not a success.</summary>
internal sealed class SteadyLoad : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _failures = new();
    private readonly List<Task> _callers = [];
    private readonly List<HttpClient> _clients = [];
    private long _requests;

    /// <summary>How many requests were answered or failed so far.</summary>
    public long Requests => Interlocked.Read(ref _requests);

    /// <summary>What went wrong, with the request that it happened to.</summary>
    public IReadOnlyList<string> Failures => [.. _failures];

    /// <summary>Adds callers that share a client, and so its connections.</summary>
    public SteadyLoad Add(Uri address, Version version, int callers, TimeSpan pause, params Func<HttpRequestMessage>[] requests)
    {
        var client = new HttpClient { BaseAddress = address, DefaultRequestVersion = version, DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact };
        _clients.Add(client);
        for (var caller = 0; caller < callers; caller++)
        {
            _callers.Add(Task.Run(() => CallAsync(client, version, pause, requests)));
        }

        return this;
    }

    /// <summary>Stops the callers once their last answers have come.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _clients.ForEach(static client => client.Dispose());
        _stop.Dispose();
    }

    private async Task CallAsync(HttpClient client, Version version, TimeSpan pause, Func<HttpRequestMessage>[] requests)
    {
        for (var turn = 0; !_stop.IsCancellationRequested; turn++)
        {
            using var request = requests[turn % requests.Length]();
            (request.Version, request.VersionPolicy) = (version, HttpVersionPolicy.RequestVersionExact);
            try
            {
                using var response = await client.SendAsync(request, CancellationToken.None);
                await response.Content.ReadAsByteArrayAsync(CancellationToken.None);
                if (response.StatusCode is not (HttpStatusCode.OK or HttpStatusCode.Created) || response.Version != version)
                {
                    _failures.Enqueue($"{request.Method} {request.RequestUri} over {version}: {(int)response.StatusCode} over {response.Version}");
                }
            }
            catch (HttpRequestException exception)
            {
                _failures.Enqueue($"{request.Method} {request.RequestUri} over {version}: {exception.Message} {exception.InnerException?.Message}");
            }

            Interlocked.Increment(ref _requests);
            await Task.Delay(pause, CancellationToken.None);
        }
    }
}
