using System.Globalization;
using System.Net;
using System.Text.Json;

namespace MicroService.Tests.Faults;

/// <summary>Tells what a client makes of an answer: its status where all is as HTTP and RFC 9457 want it, else what is wrong.</summary>
internal static class AnswerReader
{
    private const string ProblemType = "application/problem+json";

    /// <summary>The outcome, and details of what is wrong.</summary>
    public static (string Outcome, string? Detail) Read(LoadCall call, HttpResponseMessage response, byte[] body)
    {
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (IsProblem(response, body) is { } noProblem && response.StatusCode >= HttpStatusCode.BadRequest)
        {
            return ($"{status} that is no problem", noProblem);
        }

        if (response.StatusCode == HttpStatusCode.ServiceUnavailable && response.Headers.RetryAfter?.Delta is null)
        {
            return ($"{status} without Retry-After", null);
        }

        if (response.IsSuccessStatusCode && call.Explain(response, body) is { } wrong)
        {
            return ($"{status} that is wrong", wrong);
        }

        return response.Headers.TryGetValues("X-Stale", out var stale)
            ? Mark(status, stale.Single(), response.Headers.Age)
            : (status, null);
    }

    private static (string Outcome, string? Detail) Mark(string status, string stale, TimeSpan? age) => (stale, age) switch
    {
        ("true", not null) => ($"{status} stale", null),
        _ => ($"{status} half marked", $"X-Stale: {stale}, Age: {age}"),
    };

    private static string? IsProblem(HttpResponseMessage response, byte[] body)
    {
        if (response.Content.Headers.ContentType?.MediaType != ProblemType)
        {
            return $"its type is {response.Content.Headers.ContentType}";
        }

        try
        {
            using var problem = JsonDocument.Parse(body);
            return problem.RootElement.TryGetProperty("status", out var status) && status.GetInt32() == (int)response.StatusCode
                ? null
                : "its body names another status";
        }
        catch (JsonException exception)
        {
            return exception.Message;
        }
    }
}
