using System.Reflection;
using System.Runtime.Loader;
using MicroService.Cluster.Requests;

namespace MicroService.Tests.Cluster.Requests;

public sealed class LazyApiClientTests
{
    [Fact]
    public void ClientThatNobodyAskedFor_IsNotMade()
    {
        // Static counters of its own.
        var context = new AssemblyLoadContext("lazy", isCollectible: true);
        var assembly = context.LoadFromAssemblyPath(typeof(LazyApiClient).Assembly.Location);
        var lazy = assembly.GetType(typeof(LazyApiClient).FullName!)!;
        var client = assembly.GetType(typeof(ApiClient).FullName!)!;
        var created = client.GetProperty(nameof(ApiClient.Created), BindingFlags.Public | BindingFlags.Static)!;

        using var made = (IDisposable)Activator.CreateInstance(lazy, [null])!;

        Assert.Equal(0L, created.GetValue(null));
        context.Unload();
    }

    [Fact]
    public async Task FirstCall_MakesTheClientForAll()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var made = 0;
        using var lazy = new LazyApiClient(async _ =>
        {
            made++;
            return await cluster.ConnectAsync();
        });

        Assert.Equal(0, made);
        var clients = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => lazy.GetAsync(TestContext.Current.CancellationToken).AsTask()));

        Assert.Equal(1, made);
        Assert.Single(clients.Distinct());
    }

    [Fact]
    public async Task ClientThatCouldNotBeMade_IsTriedAgain()
    {
        await using var cluster = await SampleCluster.StartAsync();
        var tries = 0;
        using var lazy = new LazyApiClient(async _ => ++tries == 1 ? throw new InvalidOperationException("Not yet.") : await cluster.ConnectAsync());

        await Assert.ThrowsAsync<InvalidOperationException>(() => lazy.GetAsync(TestContext.Current.CancellationToken).AsTask());

        Assert.NotNull(await lazy.GetAsync(TestContext.Current.CancellationToken));
    }
}
