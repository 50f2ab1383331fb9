using System.Security.Cryptography;
using MicroService.Api.Audits;
using MicroService.Api.Authentication;
using MicroService.Api.Caching;
using MicroService.ServiceDefaults.Resilience;
using MicroService.Tests.Databases;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace MicroService.Tests.Api.Authentication;

/// <summary>The keys of sessions, which replicas share through a real Garnet.</summary>
public sealed class SharedKeysTests : IAsyncLifetime
{
    private const string Secret = "a-secret-of-the-page";
    private const string Text = "who is signed in";

    private readonly FakeTimeProvider _time = new();
    private readonly List<IAsyncDisposable> _owned = [];
    private GarnetServer _garnet = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _garnet = await GarnetServer.StartNewAsync();

    public async ValueTask DisposeAsync()
    {
        foreach (var one in _owned)
        {
            await one.DisposeAsync();
        }

        await _garnet.DisposeAsync();
    }

    [Fact]
    public async Task ReplicasThatBeginAtOnce_HaveOneKey()
    {
        var replicas = Enumerable.Range(0, 4).Select(_ => Replica()).ToArray();

        await Task.WhenAll(replicas.Select(static replica => replica.PrepareAsync(Cancellation).AsTask()));

        Assert.Equal(1, await StoredAsync());
        var made = replicas.Select(static replica => replica.CreateProtector("test").Protect(Text)).ToArray();
        Assert.All(replicas, replica => Assert.All(made, one => Assert.Equal(Text, replica.CreateProtector("test").Unprotect(one))));
    }

    [Fact]
    public async Task KeysThatTheCacheLost_ArePutBackBesideThoseOfANewReplica()
    {
        var replica = Replica();
        await replica.PrepareAsync(Cancellation);
        var made = replica.CreateProtector("test").Protect(Text);
        await ClearAsync();
        var late = Replica();
        await late.PrepareAsync(Cancellation);

        _time.Advance(TimeSpan.FromMinutes(2));
        await replica.PrepareAsync(Cancellation);
        await late.PrepareAsync(Cancellation);

        Assert.Equal(2, await StoredAsync());
        Assert.All([replica, late], known => Assert.Equal(Text, known.CreateProtector("test").Unprotect(made)));
    }

    [Fact]
    public async Task KeysWithAGapBetweenThem_DoNotKeepANewOneOut()
    {
        await using (var connection = await ConnectionMultiplexer.ConnectAsync(_garnet.ConnectionString))
        {
            await connection.GetDatabase().HashSetAsync("microservice:session-keys", "1", "of another secret");
        }

        var replica = Replica();
        await replica.PrepareAsync(Cancellation);

        Assert.Equal(2, await StoredAsync());
    }

    [Fact]
    public async Task KeysThatTheCacheLost_ArePutBackByAReplicaThatHasThem()
    {
        var replica = Replica();
        await replica.PrepareAsync(Cancellation);
        var made = replica.CreateProtector("test").Protect(Text);

        await _garnet.StopAsync();
        await _garnet.RestartAsync();
        await ReadAgainAsync(replica);
        var other = Replica();
        await other.PrepareAsync(Cancellation);

        Assert.Equal(1, await StoredAsync());
        Assert.Equal(Text, other.CreateProtector("test").Unprotect(made));
    }

    [Fact]
    public async Task KeysOfAnotherSecret_AreNobodysAndReplacedBesideThem()
    {
        var (old, other) = (Replica(), Replica(secret: "another-secret-of-the-page"));
        await old.PrepareAsync(Cancellation);
        await other.PrepareAsync(Cancellation);
        var made = other.CreateProtector("test").Protect(Text);
        var rotated = Replica(secret: "another-secret-of-the-page");

        await rotated.PrepareAsync(Cancellation);

        Assert.Equal(2, await StoredAsync());
        Assert.Equal(Text, rotated.CreateProtector("test").Unprotect(made));
        Assert.Throws<CryptographicException>(() => old.CreateProtector("test").Unprotect(made));
    }

    [Fact]
    public async Task CacheThatIsDown_LeavesTheKnownKeysInUse()
    {
        var replica = Replica();
        await replica.PrepareAsync(Cancellation);
        var made = replica.CreateProtector("test").Protect(Text);

        await _garnet.StopAsync();
        _time.Advance(TimeSpan.FromMinutes(2));
        await replica.PrepareAsync(Cancellation);

        Assert.Equal(Text, replica.CreateProtector("test").Unprotect(made));
        await Assert.ThrowsAnyAsync<Exception>(async () => await Replica().PrepareAsync(Cancellation));
    }

    // The connection comes back by itself, a little after the server.
    private async Task ClearAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_garnet.ConnectionString);
        await connection.GetDatabase().KeyDeleteAsync("microservice:session-keys");
    }

    private async Task ReadAgainAsync(SharedKeys replica)
    {
        for (var attempt = 0; attempt < 600 && await StoredAsync() == 0; attempt++)
        {
            _time.Advance(TimeSpan.FromMinutes(2));
            await replica.PrepareAsync(Cancellation);
            await Task.Delay(TimeSpan.FromMilliseconds(100), Cancellation);
        }
    }

    private async Task<long> StoredAsync()
    {
        await using var connection = await ConnectionMultiplexer.ConnectAsync(_garnet.ConnectionString);
        return await connection.GetDatabase().HashLengthAsync("microservice:session-keys");
    }

    private SharedKeys Replica(string secret = Secret)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.AddStandardResilience();
        builder.Services.AddDependencyPipeline(new DependencyDefinition(
            CacheRegistration.Name, static (_, exception) => exception is RedisException or TimeoutException, static _ => new TimeoutException())
        {
            Defaults = new DependencyOptions { TotalTimeout = TimeSpan.FromSeconds(30), AttemptTimeout = TimeSpan.FromSeconds(30), BreakerSampling = TimeSpan.FromSeconds(60) },
        });
        var host = builder.Build();
        var connection = new RedisConnection(_garnet.ConnectionString, static () => TimeSpan.FromSeconds(30), TimeProvider.System);
        _owned.Add(connection);
        return new SharedKeys(
            connection,
            host.Services.GetRequiredService<DependencyPipelines>(),
            new FixedOptions<AuthenticationOptions>(new AuthenticationOptions { ClientSecret = secret }),
            new FixedOptions<AuditOptions>(new AuditOptions()),
            NullLoggerFactory.Instance,
            _time);
    }
}
