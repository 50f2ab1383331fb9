using MicroService.Tests.Api.Scans;
using Microsoft.Playwright;

namespace MicroService.Tests.Api.Pages;

/// <summary>The page of an Api whose sample cluster was scanned, changed and scanned again, and then one namespace of it.</summary>
public sealed class ChangedCluster : IAsyncDisposable
{
    /// <summary>The scan before the changes.</summary>
    public const int Before = 0;

    /// <summary>The scan after them.</summary>
    public const int After = 1;

    /// <summary>The scan of the namespace billing.</summary>
    public const int Narrow = 2;

    private const string Changes = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shop}
        data: {LOG_LEVEL: debug, BANNER: "<script>document.title='taken'</script>\u202e"}
        ---
        apiVersion: v1
        kind: Pod
        metadata:
          name: intruder
          namespace: shop
          annotations:
            advisor.microservice.dev/ignore: image-tag
            advisor.microservice.dev/ignore-reason: Somebody looks for it.
        spec: {containers: [{name: app, image: 'nginx:latest'}]}
        """;

    private readonly Lazy<Task<State>> _state = new(StartAsync);

    /// <summary>The id of a scan.</summary>
    public async Task<string> IdOfAsync(int scan) => (await _state.Value).Scans[scan];

    /// <summary>The address of a view.</summary>
    public async Task<string> AddressAsync(string path) => new Uri((await _state.Value).Api.Client.BaseAddress!, path).ToString();

    /// <summary>The address of the comparison of two scans.</summary>
    public async Task<string> AddressOfAsync(int one, int other) =>
        await AddressAsync($"/cluster/comparison?a={await IdOfAsync(one)}&b={await IdOfAsync(other)}");

    /// <summary>The path of that comparison.</summary>
    public async Task<string> PathOfAsync(int one, int other) => new Uri(await AddressOfAsync(one, other)).PathAndQuery;

    /// <summary>Opens a view.</summary>
    public async Task<IPage> OpenAsync(IBrowserContext context, string path)
    {
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(SharedPage.Patience);
        await page.GotoAsync(await AddressAsync(path));
        return page;
    }

    /// <summary>Scans again, so often.</summary>
    public async Task AddScansAsync(int count)
    {
        for (var scan = 0; scan < count; scan++)
        {
            await (await _state.Value).Api.ScanAsync();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_state is { IsValueCreated: true, Value.IsCompletedSuccessfully: true })
        {
            await (await _state.Value).Api.DisposeAsync();
        }
    }

    private static async Task<State> StartAsync()
    {
        var api = await ScannedApi.StartAsync();
        var before = await IdOfAsync(api, null);
        foreach (var manifest in Changes.Split("---\n"))
        {
            api.Cluster.Server.Content.Apply(manifest);
        }

        api.Cluster.Server.Content.Remove("pods", "billing", "debug");
        var after = await IdOfAsync(api, null);
        return new State(api, [before, after, await IdOfAsync(api, """{"namespaces": ["billing"]}""")]);
    }

    private static async Task<string> IdOfAsync(ScannedApi api, string? body) => (string)(await api.ScanAsync(body))["scan"]!["id"]!;

    private sealed record State(ScannedApi Api, IReadOnlyList<string> Scans);
}
