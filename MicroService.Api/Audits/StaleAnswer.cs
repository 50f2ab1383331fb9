using System.Globalization;

namespace MicroService.Api.Audits;

/// <summary>The marks of an answer that the history gave before it went down.</summary>
internal static class StaleAnswer
{
    /// <summary>Marks the answer if it has an age: <c>Age</c> in seconds (RFC 9111) and <c>X-Stale</c>.</summary>
    public static void Mark(HttpResponse response, TimeSpan? age)
    {
        if (age is { } time)
        {
            response.Headers.Age = Math.Floor(time.TotalSeconds).ToString(CultureInfo.InvariantCulture);
            response.Headers["X-Stale"] = "true";
            // No cache on the way may keep it longer than the outage lasts.
            response.Headers.CacheControl = "no-store";
        }
    }
}
