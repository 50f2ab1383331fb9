using System.Globalization;
using System.Text.Json.Nodes;
using MicroService.Tests.Api;

namespace MicroService.Tests.Observability.Troubles;

/// <summary>Callers who ask the Api for everything, each one thing after the other, until they are sent away. What they are answered is not their business.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private static int _documents;

    private readonly CancellationTokenSource _end = new();
    private readonly Task _callers;

    private Crowd(HttpClient api, int callers, TimeSpan pause, int size) =>
        _callers = Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(() => CallAsync(api, pause, size))));

    /// <summary>Lets <paramref name="callers"/> call, with a pause after each round; their documents have <paramref name="size"/> objects.</summary>
    public static Crowd Start(HttpClient api, int callers, TimeSpan pause, int size = 1) => new(api, callers, pause, size);

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _callers;
        _end.Dispose();
    }

    private async Task CallAsync(HttpClient api, TimeSpan pause, int size)
    {
        string? known = null;
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var text = Document(size);
                known = await AuditAsync(api, text) ?? known;
                await AuditAsync(api, text);
                await AskAsync(api, HttpMethod.Get, "/v1/audits?limit=2");
                await AskAsync(api, HttpMethod.Get, known ?? "/v1/rules");
                await AskAsync(api, HttpMethod.Post, "/v1/fixes?unsafe=true", text);
                await Task.Delay(pause, _end.Token);
            }
            catch (OperationCanceledException)
            {
                // Sent away, or out of patience with an answer.
            }
            catch (HttpRequestException)
            {
                // Nobody listens at the moment.
                await Task.Delay(TimeSpan.FromMilliseconds(100), CancellationToken.None);
            }
        }
    }

    private async Task<string?> AuditAsync(HttpClient api, string document)
    {
        var (isMade, body) = await AskAsync(api, HttpMethod.Post, "/v1/audits", document);
        return isMade ? $"/v1/audits/{JsonNode.Parse(body)!["id"]}" : null;
    }

    private async Task<(bool IsSuccess, string Body)> AskAsync(HttpClient api, HttpMethod method, string path, string? document = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = document is null ? null : Manifests.Body(document) };
        using var response = await api.SendAsync(request, _end.Token);
        return (response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync(_end.Token));
    }

    private static string Document(int size) => string.Join("\n---\n", Enumerable.Range(0, size).Select(_ => Manifests.Careless.Replace(
        "name: cart", string.Create(CultureInfo.InvariantCulture, $"name: cart-{Interlocked.Increment(ref _documents)}"), StringComparison.Ordinal)));
}
