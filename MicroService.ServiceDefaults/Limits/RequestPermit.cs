using System.Threading.RateLimiting;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>One request's place among those that are worked on at once; given back once, at the latest when the request ends.</summary>
internal sealed class RequestPermit(RateLimitLease lease)
{
    public void Release() => lease.Dispose();
}
