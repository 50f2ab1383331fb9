namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Which HTTP requests may be sent again when the first attempt failed.</summary>
public static class HttpRepetition
{
    /// <summary>Says for one request, against its method, whether it may be repeated: <c>request.Options.Set(HttpRepetition.IsAllowed, true)</c>.</summary>
    public static readonly HttpRequestOptionsKey<bool> IsAllowed = new("MicroService.Repetition");

    /// <summary>The header by which a server knows a request that it has already served.</summary>
    public const string IdempotencyKey = "Idempotency-Key";

    /// <summary>
    /// GET, HEAD, OPTIONS and TRACE may; any other only if the request says so itself, or carries an <c>Idempotency-Key</c>, which is a promise
    /// of its server. PUT and DELETE should be harmless, too, but whether they are is known to who writes the call, not here.
    /// </summary>
    internal static bool Allows(HttpRequestMessage request) => request.Options.TryGetValue(IsAllowed, out var isAllowed)
        ? isAllowed
        : IsSafe(request.Method) || request.Headers.Contains(IdempotencyKey);

    private static bool IsSafe(HttpMethod method) =>
        method == HttpMethod.Get || method == HttpMethod.Head || method == HttpMethod.Options || method == HttpMethod.Trace;
}
