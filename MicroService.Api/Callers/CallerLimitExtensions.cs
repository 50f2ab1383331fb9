using System.Threading.RateLimiting;
using MicroService.Api.Problems;
using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Callers;

/// <summary>Limits the rate of each caller with ASP.NET Core's rate limiter, so that one caller can't take the service from the others.</summary>
public static class CallerLimitExtensions
{
    private const string Policy = "caller";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>Registers the limiter (<c>CallerLimits:…</c>); <c>app.UseRateLimiter()</c> goes between authentication and authorization.</summary>
    public static IServiceCollection AddCallerLimits(this IServiceCollection services)
    {
        services.AddValidatedOptions<CallerLimitOptions>();
        services.AddRateLimiter(static limiter => limiter.OnRejected = RejectAsync);
        services.AddOptions<RateLimiterOptions>().Configure<IOptions<CallerLimitOptions>>(static (limiter, options) =>
            limiter.AddPolicy(Policy, context => PartitionOf(context, options.Value)));
        return services;
    }

    /// <summary>Limits how often each caller may use the endpoints.</summary>
    public static TBuilder LimitCallers<TBuilder>(this TBuilder endpoints)
        where TBuilder : IEndpointConventionBuilder => endpoints.RequireRateLimiting(Policy);

    private static RateLimitPartition<string> PartitionOf(HttpContext context, CallerLimitOptions options) => options.RequestsPerSecond == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetTokenBucketLimiter(CallerKey.Of(context), _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.Burst,
            TokensPerPeriod = options.RequestsPerSecond,
            ReplenishmentPeriod = Period,
            AutoReplenishment = false,
        });

    private static async ValueTask RejectAsync(OnRejectedContext rejected, CancellationToken cancellationToken)
    {
        var pause = rejected.Lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) && wait > Period ? wait : Period;
        await new ProblemResult(ProblemType.TooManyRequests, "This caller sends more requests than one may. Try again later.", retryAfter: pause)
            .ExecuteAsync(rejected.HttpContext).ConfigureAwait(false);
    }
}
