using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using Polly;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Registers resilience for every HttpClient of the factory.</summary>
public static class ResilienceRegistration
{
    /// <summary>
    /// Adds the standard handler (total timeout, retry, breaker, attempt timeout) to all clients, once. Methods that may not be
    /// repeated are not: POST, PATCH, PUT, DELETE and CONNECT get one attempt.
    /// </summary>
    public static IHostApplicationBuilder AddStandardResilience(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(IOptionsFactory<HttpResilienceOptions>)))
        {
            return builder;
        }

        builder.Services.AddValidatedOptions<HttpResilienceOptions>();
        builder.Services.ConfigureHttpClientDefaults(static client => client
            .AddStandardResilienceHandler()
            .Configure(static (handler, provider) => Tune(handler, provider.GetRequiredService<IOptions<HttpResilienceOptions>>().Value)));
        return builder;
    }

    private static void Tune(HttpStandardResilienceOptions handler, HttpResilienceOptions options)
    {
        handler.TotalRequestTimeout.Timeout = options.TotalTimeout;
        handler.AttemptTimeout.Timeout = options.AttemptTimeout;
        handler.Retry.MaxRetryAttempts = Math.Max(1, options.Retries);
        handler.Retry.Delay = options.RetryDelay;
        handler.Retry.BackoffType = DelayBackoffType.Exponential;
        handler.Retry.UseJitter = true;
        handler.Retry.DisableForUnsafeHttpMethods();
        handler.CircuitBreaker.FailureRatio = options.BreakerFailureRatio;
        handler.CircuitBreaker.MinimumThroughput = options.BreakerMinimumThroughput;
        handler.CircuitBreaker.SamplingDuration = options.BreakerSampling;
        handler.CircuitBreaker.BreakDuration = options.BreakerBreak;
        if (options.Retries == 0)
        {
            // The library wants at least one.
            handler.Retry.ShouldHandle = static _ => PredicateResult.False();
        }
    }
}
