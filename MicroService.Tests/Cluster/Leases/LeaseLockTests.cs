using System.Text.Json.Nodes;
using MicroService.Cluster.Leases;
using Microsoft.Extensions.Time.Testing;

namespace MicroService.Tests.Cluster.Leases;

public sealed class LeaseLockTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task LeaseThatIsMissing_IsCreated()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var client = await cluster.ConnectAsync();

        Assert.True(await new LeaseLock(client, "platform", "scan", "one", new FakeTimeProvider(Noon)).TryTakeAsync(Cancellation));

        var spec = JsonNode.Parse(cluster.Server.Lease("platform", "scan")!)!["spec"]!;
        Assert.Equal(("one", "2026-11-30T12:00:00.000000Z"), ((string?)spec["holderIdentity"], (string?)spec["renewTime"]));
    }

    [Fact]
    public async Task HeldLease_IsLeftAloneUntilItIsOver()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var client = await cluster.ConnectAsync();
        var time = new FakeTimeProvider(Noon);
        var (one, two) = (new LeaseLock(client, "platform", "scan", "one", time), new LeaseLock(client, "platform", "scan", "two", time));
        await one.TryTakeAsync(Cancellation);

        Assert.False(await two.TryTakeAsync(Cancellation));
        time.Advance(LeaseLock.Duration / 2);
        Assert.True(await one.TryTakeAsync(Cancellation));
        time.Advance(LeaseLock.Duration / 2 + TimeSpan.FromSeconds(1));
        Assert.False(await two.TryTakeAsync(Cancellation));
        time.Advance(LeaseLock.Duration + TimeSpan.FromSeconds(1));
        Assert.True(await two.TryTakeAsync(Cancellation));

        Assert.False(await one.RenewAsync(Cancellation));
        Assert.Equal(1, (int)JsonNode.Parse(cluster.Server.Lease("platform", "scan")!)!["spec"]!["leaseTransitions"]!);
    }

    [Fact]
    public async Task ReleasedLease_IsTakenAtOnce()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var client = await cluster.ConnectAsync();
        var time = new FakeTimeProvider(Noon);
        var (one, two) = (new LeaseLock(client, "platform", "scan", "one", time), new LeaseLock(client, "platform", "scan", "two", time));
        await one.TryTakeAsync(Cancellation);

        Assert.True(await one.RenewAsync(Cancellation));
        Assert.True(await one.ReleaseAsync(Cancellation));
        Assert.True(await two.TryTakeAsync(Cancellation));
    }

    [Fact]
    public async Task SimultaneousTakers_OneGetsIt()
    {
        await using var cluster = await SampleCluster.StartAsync();
        using var client = await cluster.ConnectAsync();

        var taken = await Task.WhenAll(Enumerable.Range(0, 8).Select(number =>
            new LeaseLock(client, "platform", "scan", $"replica-{number}", TimeProvider.System).TryTakeAsync(Cancellation)));

        Assert.Single(taken, got => got);
    }
}
