using System.Globalization;
using System.Xml.Linq;
using MicroService.Api.Audits;
using MicroService.Api.Caching;
using MicroService.ServiceDefaults.Resilience;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MicroService.Api.Authentication;

/// <summary>
/// Data protection whose keys all replicas have: in one hash of the cache, encrypted with the secret of the client. They are read before a request that
/// needs them, so that nothing waits for the network while it holds a thread, and at most once a minute.
/// </summary>
internal sealed class SharedKeys(
    RedisConnection connection,
    DependencyPipelines pipelines,
    IOptionsMonitor<AuthenticationOptions> settings,
    IOptionsMonitor<AuditOptions> audits,
    ILoggerFactory loggers,
    TimeProvider time)
    : IDataProtectionProvider, IDisposable
{
    private const int Attempts = 3;

    private static readonly RedisKey Hash = "microservice:session-keys";
    private static readonly TimeSpan Freshness = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private volatile Snapshot? _snapshot;

    /// <summary>Reads the keys, and makes the first one.</summary>
    /// <exception cref="RedisException">The cache failed, and no keys are known yet.</exception>
    public ValueTask PrepareAsync(CancellationToken cancellationToken) => IsFresh ? default : new ValueTask(ReadAsync(cancellationToken));

    /// <inheritdoc/>
    public IDataProtector CreateProtector(string purpose) => new Protector(this, [purpose]);

    /// <inheritdoc/>
    public void Dispose() => _reading.Dispose();

    // Another secret counts at once: whoever changes it may want every session to end.
    private bool IsFresh =>
        _snapshot is { } snapshot && snapshot.Sought == settings.CurrentValue.ClientSecret && time.GetElapsedTime(snapshot.ReadAt) < Freshness;

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        await _reading.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!IsFresh)
            {
                _snapshot = await LoadAsync(_snapshot, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (_snapshot is not null && ProtectedCache.IsOutage(exception))
        {
            // Sessions go on with the keys that are known; the pipeline has counted the failure.
            _snapshot = _snapshot with { Sought = settings.CurrentValue.ClientSecret!, ReadAt = time.GetTimestamp() };
        }
        finally
        {
            _reading.Release();
        }
    }

    private async Task<Snapshot> LoadAsync(Snapshot? last, CancellationToken cancellationToken)
    {
        var database = (await connection.GetAsync().WaitAsync(cancellationToken).ConfigureAwait(false)).GetDatabase();
        for (var attempt = 1; ; attempt++)
        {
            var stored = (await CallAsync(() => database.HashGetAllAsync(Hash), cancellationToken).ConfigureAwait(false)).ToDictionary(
                static entry => (string)entry.Name!, static entry => (byte[])entry.Value!);
            var secret = settings.CurrentValue.ClientSecret!;
            if (attempt == 1 && last?.Secret == secret && last.Ring.Made.Count > 0)
            {
                // Made since, or not stored before: sessions have begun with them.
                await AddAsync(database, Closed(stored, last.Ring, secret), cancellationToken).ConfigureAwait(false);
                continue;
            }

            var lost = last?.Stored.Values.Where(known => !stored.Values.Any(value => value.AsSpan().SequenceEqual(known))).ToList() ?? [];
            if (lost.Count > 0 && attempt < Attempts)
            {
                // The cache has lost them, as one without persistence does when it restarts; sessions need not end by that.
                await AddAsync(database, FreePlaces(stored).Zip(lost, KeyValuePair.Create), cancellationToken).ConfigureAwait(false);
                continue;
            }

            if (last is not null && last.Secret == secret && last.Ring.Made.Count == 0 && IsSame(stored, last.Stored))
            {
                return last with { Sought = secret, ReadAt = time.GetTimestamp() };
            }

            var ring = new KeyRing(Open(stored, secret).Distinct(), Audience, loggers);
            // It makes a key where there is none, or where the last one is about to expire.
            ring.Provider.CreateProtector(nameof(SharedKeys)).Protect([]);
            if (ring.Made.Count == 0 || attempt == Attempts)
            {
                return new Snapshot(ring, stored, secret, secret, time.GetTimestamp());
            }

            // A place that another replica has taken meanwhile stays that one's: the keys are read again, and its key is the one for all.
            await AddAsync(database, Closed(stored, ring, secret), cancellationToken).ConfigureAwait(false);
        }
    }

    private string Audience =>
        string.Join(' ', settings.CurrentValue.Authority, settings.CurrentValue.Audience, audits.CurrentValue.OwnerClaim);

    // What a ring has made, at places that are free.
    private static IEnumerable<KeyValuePair<string, byte[]>> Closed(Dictionary<string, byte[]> stored, KeyRing ring, string secret) =>
        FreePlaces(stored).Zip(ring.Made, (place, key) => KeyValuePair.Create(place, KeySeal.Close(secret, key.ToString(SaveOptions.DisableFormatting))));

    private static IEnumerable<string> FreePlaces(Dictionary<string, byte[]> stored) =>
        Enumerable.Range(0, int.MaxValue).Select(static number => number.ToString(CultureInfo.InvariantCulture)).Where(place => !stored.ContainsKey(place));

    // Keys of another secret are nobody's: the sessions made with them have ended.
    private static IEnumerable<string> Open(Dictionary<string, byte[]> stored, string secret)
    {
        foreach (var closed in stored.Values)
        {
            if (KeySeal.TryOpen(secret, closed, out var key))
            {
                yield return key;
            }
        }
    }

    private static bool IsSame(Dictionary<string, byte[]> stored, IReadOnlyDictionary<string, byte[]> last) =>
        stored.Count == last.Count && stored.All(entry => last.TryGetValue(entry.Key, out var value) && value.AsSpan().SequenceEqual(entry.Value));

    private async Task AddAsync(IDatabase database, IEnumerable<KeyValuePair<string, byte[]>> keys, CancellationToken cancellationToken)
    {
        foreach (var (place, key) in keys)
        {
            await CallAsync(() => database.HashSetAsync(Hash, place, key, When.NotExists), cancellationToken).ConfigureAwait(false);
        }
    }

    // Reading twice does no harm, nor does writing what is only written where nothing is.
    private async Task<T> CallAsync<T>(Func<Task<T>> call, CancellationToken cancellationToken) => await pipelines.Get(CacheRegistration.Name).ExecuteAsync(
        static (call, _) => new ValueTask<T>(call()), call, isRetryable: true, cancellationToken).ConfigureAwait(false);

    /// <summary>What was read.</summary>
    /// <param name="Ring">The keys.</param>
    /// <param name="Stored">Them as they are in the cache.</param>
    /// <param name="Secret">The secret that opened them.</param>
    /// <param name="Sought">The secret whose keys were looked for last; another one if the cache did not answer then.</param>
    /// <param name="ReadAt">When they were looked for.</param>
    private sealed record Snapshot(KeyRing Ring, IReadOnlyDictionary<string, byte[]> Stored, string Secret, string Sought, long ReadAt);

    /// <summary>Protects with the keys of now.</summary>
    private sealed class Protector(SharedKeys keys, string[] purposes) : IDataProtector
    {
        private IDataProtector Current =>
            (keys._snapshot ?? throw new InvalidOperationException("No keys were read yet.")).Ring.Provider.CreateProtector(purposes);

        public IDataProtector CreateProtector(string purpose) => new Protector(keys, [.. purposes, purpose]);

        public byte[] Protect(byte[] plaintext) => Current.Protect(plaintext);

        public byte[] Unprotect(byte[] protectedData) => Current.Unprotect(protectedData);
    }
}
