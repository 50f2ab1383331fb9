using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Options;
using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Health;
using MicroService.ServiceDefaults.Secrets;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Api.Caching;

/// <summary>Registers the cache: this process's memory, and Redis or Garnet behind it when one is configured.</summary>
public static class CacheRegistration
{
    /// <summary>The connection string's name, and the dependency's in health and logs.</summary>
    public const string Name = "cache";

    /// <summary>Adds <see cref="IFusionCache"/>. A second level that is down or slow costs a request at most <see cref="CacheOptions.Timeout"/>.</summary>
    public static IHostApplicationBuilder AddCache(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.AddValidatedOptions<CacheOptions>();
        builder.Services.AddConfigurationRule(static (configuration, problems) =>
        {
            if (configuration.GetConnectionString(Name) is { Length: > 0 } text && !RedisConnection.Accepts(text))
            {
                problems.Add($"ConnectionStrings:{Name}", OptionsReader.Mask, "must be a StackExchange.Redis connection string, such as cache:6379");
            }
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
            builder.Services.AddDependency(Name, required: false, static (provider, token) =>
                new ValueTask(provider.GetRequiredService<RedisConnection>().PingAsync(token)));
            cache.WithSerializer(new CacheSerializer(CacheJson.Default.Options))
                .WithDistributedCache(static provider => provider.GetRequiredService<SecondLevel>());
        }

        return builder;
    }

    private static void Configure(FusionCacheOptions options, CacheOptions settings)
    {
        options.DisableTagging = true;
        options.DistributedCacheCircuitBreakerDuration = settings.BreakDuration;
        options.DefaultEntryOptions = new FusionCacheEntryOptions
        {
            Duration = settings.MemoryDuration,
            DistributedCacheDuration = settings.Duration,
            DistributedCacheSoftTimeout = settings.Timeout,
            DistributedCacheHardTimeout = settings.Timeout,
            AllowBackgroundDistributedCacheOperations = true,
            // An entry that cannot be read, such as another version's, is none: the work is done anew.
            ReThrowSerializationExceptions = false,
            JitterMaxDuration = settings.MemoryDuration / 10,
        };
    }

    private static RedisConnection CreateConnection(IServiceProvider provider, string connectionString)
    {
        var connection = new RedisConnection(connectionString, provider.GetRequiredService<TimeProvider>());
        provider.GetRequiredService<SecretRotation>().Follow(Name, $"ConnectionStrings:{Name}", connectionString, connection.RotateAsync);
        return connection;
    }
}
