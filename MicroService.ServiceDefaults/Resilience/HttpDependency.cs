using System.Net;
using System.Net.Sockets;
using MicroService.ServiceDefaults.Chaos;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>What is the same for every dependency that is called over HTTP.</summary>
internal static class HttpDependency
{
    /// <summary>The dependency that clients without a name call; its settings are the defaults of all others.</summary>
    public const string DefaultName = "http";

    public static DependencyDefinition Define(string name, DependencyOptions? defaults = null) => new(
        name,
        static (_, exception) => exception is HttpRequestException,
        static _ => new HttpRequestException(
            HttpRequestError.ConnectionError, "Connection refused (chaos)", new SocketException((int)SocketError.ConnectionRefused)))
    {
        Defaults = defaults ?? new DependencyOptions(),
        IsFailedAnswer = static answer => answer is HttpResponseMessage response && IsFailure(response.StatusCode),
        RetryAfter = static (answer, time) => answer is HttpResponseMessage response ? ReadRetryAfter(response, time) : null,
        Outcome = ChaosOutcomeKind.Status,
    };

    private static bool IsFailure(HttpStatusCode status) =>
        status is >= HttpStatusCode.InternalServerError or HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests;

    private static TimeSpan? ReadRetryAfter(HttpResponseMessage response, TimeProvider time)
    {
        var pause = response.Headers.RetryAfter switch
        {
            { Delta: { } delta } => delta,
            { Date: { } date } => date - time.GetUtcNow(),
            _ => (TimeSpan?)null,
        };
        return pause < TimeSpan.Zero ? TimeSpan.Zero : pause;
    }
}
