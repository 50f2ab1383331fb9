using System.Text;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Faults;

/// <summary>A service with nothing but the defaults that calls another one over HTTP, behind a proxy.</summary>
internal sealed class UpstreamStage : FaultStage
{
    /// <summary>The calls by the names that contracts use.</summary>
    public const string Read = "GET /upstream/", Send = "POST /upstream/", Own = "GET /";

    /// <summary>The dependency by the name of its client.</summary>
    public const string Upstream = "upstream";

    private static readonly HttpRequestOptionsKey<string> Letter = new("letter");
    private static readonly TimeSpan Total = TimeSpan.FromSeconds(6);

    private readonly UpstreamServer _server;
    private readonly FaultProxy _proxy;
    private long _posts;

    private UpstreamStage(UpstreamServer server, FaultProxy proxy, ApiProcess service)
    {
        (_server, _proxy, Service) = (server, proxy, service);
        Dependencies = new Dictionary<string, FaultyDependency>
        {
            [Upstream] = new(proxy, KillAsync, server.StartAsync, server.PauseAsync, server.ResumeAsync),
        };
    }

    public override ApiProcess Service { get; }

    public override IReadOnlyList<LoadCall> Calls { get; } =
    [
        new LoadCall(Read, "200", 3, _ => new(HttpMethod.Get, "/upstream/"), (_, body) => Explain(body, "Hello")),
        new LoadCall(Send, "200", 2, Post, (response, body) => response.RequestMessage!.Options.TryGetValue(Letter, out var letter) ? Explain(body, letter) : "it is not known what was sent"),
        new LoadCall(Own, "200", 2, _ => new(HttpMethod.Get, "/"), (_, body) => Explain(body, "Hello")),
    ];

    public override IReadOnlyDictionary<string, FaultyDependency> Dependencies { get; }

    /// <summary>Starts both services.</summary>
    public static async Task<UpstreamStage> StartAsync()
    {
        var server = await UpstreamServer.StartNewAsync();
        var proxy = await FaultProxy.StartAsync(server.Port);
        try
        {
            return new UpstreamStage(server, proxy, await ApiProcess.StartAsync(Configure(proxy), program: ServiceProgram.Greeter));
        }
        catch
        {
            await proxy.DisposeAsync();
            await server.DisposeAsync();
            throw;
        }
    }

    public override TimeSpan TotalTimeout(string dependency) => Total;

    public override async Task RememberAsync() => _posts = await _server.PostsAsync();

    public override async Task<string?> ExplainAsync(IReadOnlyList<LoadAnswer> answers)
    {
        var sent = answers.Count(answer => answer.Call == Send);
        var served = await _server.PostsAsync() - _posts;
        return served > sent ? $"{sent} letters were sent, {served} arrived." : null;
    }

    public override async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        await _proxy.DisposeAsync();
        await _server.DisposeAsync();
    }

    private static Dictionary<string, string> Configure(FaultProxy proxy) => new()
    {
        ["Greeter__Upstream"] = $"http://127.0.0.1:{proxy.Port}",
        ["Resilience__Http__TotalTimeout"] = "6s",
        ["Resilience__Http__AttemptTimeout"] = "2500ms",
        ["Resilience__Http__Retries"] = "2",
        ["Resilience__Http__RetryDelay"] = "50ms",
        ["Resilience__Http__BreakerMinimumThroughput"] = "5",
        ["Resilience__Http__BreakerSampling"] = "5s",
        ["Resilience__Http__BreakerBreak"] = "500ms",
        ["Health__CheckTimeout"] = "4s",
    };

    private static HttpRequestMessage Post(int number)
    {
        var letter = $"{number} {new string('x', 20_000)}";
        var request = new HttpRequestMessage(HttpMethod.Post, "/upstream/") { Content = new StringContent(letter) };
        request.Options.Set(Letter, letter);
        return request;
    }

    private static string? Explain(byte[] body, string expected) =>
        Encoding.UTF8.GetString(body) == expected ? null : $"{body.Length} bytes instead of {expected.Length}";

    private async Task KillAsync()
    {
        await _server.KillAsync();
        // It counts anew.
        _posts = 0;
    }
}
