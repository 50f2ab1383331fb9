namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Which HTTP requests are retryable.</summary>
public static class HttpRetry
{
    /// <summary>Says for one request, against its method, whether it is retryable: <c>request.Options.Set(HttpRetry.IsAllowed, true)</c>.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsAllowed = new("MicroService.Retry");

    /// <summary>The header by which a server knows a request that it has already served.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// GET, HEAD, OPTIONS and TRACE are; any other only if the request says so itself, or carries an <c>Idempotency-Key</c>, which is a promise
    /// of its server. PUT and DELETE should be idempotent, too, but only the caller knows whether they are.
    /// </summary>
    internal static bool Allows(HttpRequestMessage request) => request.Options.TryGetValue(IsAllowed, out var isAllowed)
        ? isAllowed
        : request.Method.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" || request.Headers.Contains(IdempotencyKey);
}
