using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using MicroService.Api.Caching;
using MicroService.Api.Problems;
using MicroService.Cluster.RightSizing;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;
using ZiggyCreatures.Caching.Fusion.Internals.Distributed;

namespace MicroService.Api.RightSizing;

/// <summary>An answer, and when it was made.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Value">The answer.</param>
/// <param name="MadeAt">When Prometheus was asked.</param>
public sealed record Dated<T>(T Value, DateTimeOffset MadeAt);

/// <summary>
/// Keeps what was answered for a workload for a while, so that whoever looks again does not make Prometheus compute it again. What failed, or
/// is partial, is not kept.
/// </summary>
internal sealed class KeptSizes(IFusionCache cache, IOptionsMonitor<RightSizingOptions> options, CacheMetrics metrics, TimeProvider time)
{
    private const int AboutAnswer = 512;

    private static readonly TimeSpan LongestLock = TimeSpan.FromSeconds(5);

    // Another version decides in another way.
    private static readonly string Version = typeof(Sizing).Module.ModuleVersionId.ToString("N");

    /// <summary>The answer that is kept, or a new one, or the problem why there is none.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="what">What is asked of the workload.</param>
    /// <param name="cluster">Tells the cluster from others.</param>
    /// <param name="workload">The workload.</param>
    /// <param name="ask">Asks, and says whether nothing is missing in the answer, and about how many bytes it takes.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    public async Task<(Dated<T>? Answer, ProblemResult? Problem)> FindAsync<T>(
        string what,
        string cluster,
        WorkloadKey workload,
        Func<CancellationToken, Task<SizeAnswer<T>>> ask,
        CancellationToken cancellationToken)
        where T : class
    {
        var settings = options.CurrentValue;
        ProblemResult? problem = null;
        var isMade = false;
        var answer = await cache.GetOrSetAsync<Dated<T>?>(
            $"{what}:{Version}:{HashOf(settings, cluster)}:{workload.Namespace}/{workload.Kind}/{workload.Name}",
            async (context, token) =>
            {
                isMade = true;
                var made = time.GetUtcNow();
                var asked = await ask(token).ConfigureAwait(false);
                problem = asked.Problem;
                if (asked.Value is null || !asked.IsWhole || settings.CacheDuration == TimeSpan.Zero)
                {
                    context.Options.SetSkipMemoryCacheWrite().SetSkipDistributedCacheWrite(true, null);
                }

                context.Options.SetSize(AboutAnswer + asked.Bytes);
                return asked.Value is null ? null : new Dated<T>(asked.Value, made);
            },
            entry =>
            {
                entry.Duration = settings.CacheDuration;
                entry.DistributedCacheDuration = settings.CacheDuration;
                entry.JitterMaxDuration = TimeSpan.Zero;
                // While Prometheus hangs, callers wait beside each other, not one after the other.
                entry.LockTimeout = LongestLock;
            },
            token: cancellationToken).ConfigureAwait(false);
        metrics.Count(CacheMetrics.Sizes, isMade ? CacheMetrics.Miss : CacheMetrics.Hit);
        return (answer, problem);
    }

    // Who asks with other credentials asks the same; other headers may name another tenant.
    private static string HashOf(RightSizingOptions settings, string cluster)
    {
        var headers = settings.HeaderLines.Where(static line => !line.StartsWith("Authorization:", StringComparison.OrdinalIgnoreCase));
        return Convert.ToHexStringLower(
            SHA256.HashData(Encoding.UTF8.GetBytes($"{settings with { Headers = null }} {string.Join('\n', headers)} {cluster}")));
    }
}

/// <summary>What came of asking for an answer.</summary>
/// <typeparam name="T">The answer.</typeparam>
/// <param name="Value">The answer; null if there is a problem.</param>
/// <param name="Problem">Why there is none.</param>
/// <param name="IsWhole">Whether nothing is missing in it.</param>
/// <param name="Bytes">About what it takes.</param>
internal sealed record SizeAnswer<T>(T? Value, ProblemResult? Problem, bool IsWhole = false, int Bytes = 0)
    where T : class;

/// <summary>The JSON contracts of what is kept in the second level of the cache.</summary>
[JsonSerializable(typeof(FusionCacheDistributedEntry<Dated<WorkloadSizes>>))]
[JsonSerializable(typeof(FusionCacheDistributedEntry<Dated<WorkloadCurves>>))]
internal sealed partial class SizeCacheJson : JsonSerializerContext;
