using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MicroService.ServiceDefaults.Chaos;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Redaction;
using MicroService.ServiceDefaults.Resilience;
using MicroService.ServiceDefaults.Secrets;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Api.Caching;

/// <summary>Registers the cache: this process's memory, and Redis or Garnet behind it when one is configured.</summary>
public static class CacheRegistration
{
    /// <summary>The connection string's name, and the dependency's in health and logs.</summary>
    public const string Name = "cache";

    // A request can do the work itself in little more time than a slow cache takes: one short attempt, and a breaker that soon saves even that.
    private static readonly DependencyOptions Defaults = new()
    {
        TotalTimeout = TimeSpan.FromMilliseconds(250),
        AttemptTimeout = TimeSpan.FromMilliseconds(250),
        Retries = 0,
        RetryDelay = TimeSpan.FromMilliseconds(20),
        BreakerMinimumThroughput = 3,
        BreakerSampling = TimeSpan.FromSeconds(10),
        BreakerBreak = TimeSpan.FromSeconds(5),
        Concurrency = 64,
        Queue = 64,
    };

    /// <summary>Adds <see cref="IFusionCache"/>. A second level that is down or slow costs a request at most the total timeout of the dependency.</summary>
    /// <param name="builder">The service.</param>
    /// <param name="entries">The JSON contracts of the entries that go to the second level.</param>
    public static IHostApplicationBuilder AddCache(this IHostApplicationBuilder builder, params IJsonTypeInfoResolver[] entries)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(entries);
        builder.Services.AddValidatedOptions<CacheOptions>();
        builder.Services.AddSingleton<CacheMetrics>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<CacheMetrics>());
        builder.Services.AddConfigurationRule(static (configuration, problems) =>
        {
            if (configuration.GetConnectionString(Name) is { Length: > 0 } text && !RedisConnection.Accepts(text))
            {
                problems.Add($"ConnectionStrings:{Name}", SecretRedaction.Mask, "must be a StackExchange.Redis connection string, such as cache:6379,user=advisor,password=…, and no redis:// address");
            }
        });

        builder.Services.AddDependencyPipeline(new DependencyDefinition(
            Name,
            static (_, exception) => exception is RedisException or TimeoutException or IOException,
            static _ => new RedisConnectionException(ConnectionFailureType.UnableToConnect, CommandFlags.None, "Connection refused (chaos)", null, CommandStatus.Unknown))
        {
            Defaults = Defaults,
            Outcome = ChaosOutcomeKind.Empty,
        });

        // It describes every operation at Information.
        builder.Logging.AddFilter(typeof(IFusionCache).Namespace, LogLevel.Warning);
        var cache = builder.Services.AddFusionCache()
            .WithOptions(static (provider, options) => Configure(options, provider.GetRequiredService<IOptions<CacheOptions>>().Value))
            .WithMemoryCache(static provider => new MemoryCache(new MemoryCacheOptions
            {
                SizeLimit = provider.GetRequiredService<IOptions<CacheOptions>>().Value.MemoryBytes,
            }));
        if (builder.Configuration.GetConnectionString(Name) is { Length: > 0 } connectionString)
        {
            builder.AddSecretRotation();
            builder.Services.AddSingleton(provider => CreateConnection(provider, connectionString));
            builder.Services.AddSingleton<SecondLevel>();
            builder.Services.AddDependency(Name, DependencyReadiness.Optional, static (provider, token) =>
                new ValueTask(provider.GetRequiredService<RedisConnection>().PingAsync(token)));
            var options = new JsonSerializerOptions { TypeInfoResolver = JsonTypeInfoResolver.Combine(entries) };
            cache.WithSerializer(new CacheSerializer(options))
                .WithDistributedCache(provider => new ProtectedCache(
                    new TracedSecondLevel(provider.GetRequiredService<SecondLevel>(), provider.GetRequiredService<RedisConnection>()),
                    provider.GetRequiredService<DependencyPipelines>().Get(Name)));
        }

        return builder;
    }

    private static void Configure(FusionCacheOptions options, CacheOptions settings)
    {
        options.DisableTagging = true;
        // The pipeline of the dependency does this, measures it, and says it in the log.
        options.DistributedCacheCircuitBreakerDuration = TimeSpan.Zero;
        options.DistributedCacheErrorsLogLevel = LogLevel.Debug;
        options.DefaultEntryOptions = new FusionCacheEntryOptions
        {
            Duration = settings.MemoryDuration,
            DistributedCacheDuration = settings.Duration,
            AllowBackgroundDistributedCacheOperations = true,
            // An entry that cannot be read, such as another version's, is none: the work is done anew.
            ReThrowSerializationExceptions = false,
            JitterMaxDuration = settings.MemoryDuration / 10,
        };
    }

    private static RedisConnection CreateConnection(IServiceProvider provider, string connectionString)
    {
        var pipeline = provider.GetRequiredService<DependencyPipelines>().Get(Name);
        var connection = new RedisConnection(connectionString, () => pipeline.Options.TotalTimeout, provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<SecretRotation>().Follow(Name, $"ConnectionStrings:{Name}", connectionString, connection.RotateAsync);
        return connection;
    }
}
