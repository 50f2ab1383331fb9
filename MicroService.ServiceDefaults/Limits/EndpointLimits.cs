using System.Threading.RateLimiting;
using MicroService.ServiceDefaults.Lifecycle;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>Gives endpoints other limits than the rest.</summary>
public static class EndpointLimits
{
    /// <summary>Gives requests to the endpoint a timeout of their own, from their start; positive.</summary>
    public static TBuilder WithTimeLimit<TBuilder>(this TBuilder endpoint, TimeSpan limit)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(limit, TimeSpan.Zero);
        return endpoint.First(context => SetTime(context, limit));
    }

    /// <summary>
    /// For answers that last, such as events: no timeout, and once the endpoint is reached the request gives its permit back.
    /// It still comes through the gate, and ends when the service stops.
    /// </summary>
    public static TBuilder WithoutLimits<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder =>
        endpoint.First(static context =>
        {
            SetTime(context, null);
            context.Features.Get<RateLimitLease>()?.Dispose();
        });

    private static void SetTime(HttpContext context, TimeSpan? limit)
    {
        if (RequestLifetime.Of(context) is { } request)
        {
            request.TimeLimit = limit;
        }
    }

    // Limits are in force before there is a route, so it is the endpoint itself that changes them.
    private static TBuilder First<TBuilder>(this TBuilder endpoint, Action<HttpContext> change)
        where TBuilder : IEndpointConventionBuilder
    {
        endpoint.Add(builder =>
        {
            var handler = builder.RequestDelegate;
            builder.RequestDelegate = context =>
            {
                change(context);
                return handler!(context);
            };
        });
        return endpoint;
    }
}
