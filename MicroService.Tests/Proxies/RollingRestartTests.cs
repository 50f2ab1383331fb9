using System.Net;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Proxies;

public sealed class RollingRestartTests
{
    private const int Restarts = 20;
    private const int Requests = 20_000;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    [Fact]
    public async Task InstancesOfTheGreeter_RestartUnderLoadWithoutAFailedRequest()
    {
        await using var first = new ProxiedInstance("first", ServiceProgram.Greeter);
        await using var second = new ProxiedInstance("second", ServiceProgram.Greeter);
        await using var proxy = await StartAsync(first, second);
        await using var load = new SteadyLoad();
        foreach (var (address, version) in new[] { (proxy.Http1, HttpVersion.Version11), (proxy.Http2, HttpVersion.Version20) })
        {
            load.Add(address, version, callers: 4, TimeSpan.FromMilliseconds(10), Hello, Echo)
                .Add(address, version, callers: 1, TimeSpan.FromMilliseconds(10), () => new(HttpMethod.Get, "/slow/300"));
        }

        var ends = await RestartAsync(proxy, restarts => restarts >= Restarts && load.Requests >= Requests, first, second);
        await load.StopAsync();

        AssertNothingFailed(load, ends, proxy);
        Assert.True(load.Requests >= Requests, $"There were {load.Requests} requests alone.");
        Assert.True(ends.Count >= Restarts, $"There were {ends.Count} restarts alone.");
        TestContext.Current.TestOutputHelper?.WriteLine($"{load.Requests} requests over {ends.Count} restarts.");
    }

    [Fact]
    public async Task InstancesOfTheApi_RestartUnderLoadWithoutAFailedRequest()
    {
        await using var first = new ProxiedInstance("first", ServiceProgram.Api);
        await using var second = new ProxiedInstance("second", ServiceProgram.Api);
        await using var proxy = await StartAsync(first, second);
        await using var load = new SteadyLoad();
        load.Add(proxy.Http1, HttpVersion.Version11, callers: 2, TimeSpan.FromMilliseconds(20), Audit, Rules)
            .Add(proxy.Http2, HttpVersion.Version20, callers: 2, TimeSpan.FromMilliseconds(20), Audit, Rules);

        var ends = await RestartAsync(proxy, static restarts => restarts == 4, first, second);
        await load.StopAsync();

        AssertNothingFailed(load, ends, proxy);
    }

    private static async Task<HaproxyServer> StartAsync(params ProxiedInstance[] instances)
    {
        var proxy = await HaproxyServer.StartAsync(instances);
        try
        {
            foreach (var instance in instances)
            {
                await instance.StartAsync();
                await proxy.WaitForAsync(instance, isUp: true);
            }

            return proxy;
        }
        catch
        {
            await proxy.DisposeAsync();
            throw;
        }
    }

    // One after the other, the next when the proxy has taken the one before in again: as a Deployment does it.
    private static async Task<List<(int ExitCode, string Transcript)>> RestartAsync(HaproxyServer proxy, Func<int, bool> areEnough, params ProxiedInstance[] instances)
    {
        var ends = new List<(int, string)>();
        using var patience = new CancellationTokenSource(Patience);
        while (!areEnough(ends.Count) && !patience.IsCancellationRequested)
        {
            var instance = instances[ends.Count % instances.Length];
            ends.Add(await instance.StopAsync());
            await proxy.WaitForAsync(instance, isUp: false);
            await instance.StartAsync();
            await proxy.WaitForAsync(instance, isUp: true);
        }

        return ends;
    }

    private static void AssertNothingFailed(SteadyLoad load, IReadOnlyList<(int ExitCode, string Transcript)> ends, HaproxyServer proxy)
    {
        Assert.True(load.Failures.Count == 0, $"{string.Join('\n', load.Failures.Take(20))}\n{proxy.Transcript()}");
        Assert.All(ends, static end => Assert.True(end.ExitCode == 0, end.Transcript));
    }

    private static HttpRequestMessage Hello() => new(HttpMethod.Get, "/");

    private static HttpRequestMessage Echo() => new(HttpMethod.Post, "/") { Content = new ByteArrayContent(new byte[10_000]) };

    private static HttpRequestMessage Rules() => new(HttpMethod.Get, "/v1/rules");

    private static HttpRequestMessage Audit() => new(HttpMethod.Post, "/v1/audits")
    {
        Content = Manifests.Body(Manifests.Careless),
    };
}
