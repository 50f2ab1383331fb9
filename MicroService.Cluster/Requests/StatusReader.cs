using System.Net;
using System.Text;
using System.Text.Json;

namespace MicroService.Cluster.Requests;

/// <summary>Reads what an API server says of a failure: a <c>Status</c> as JSON, or plain text.</summary>
internal static class StatusReader
{
    private const int LongestBody = 64 * 1024;
    private const int LongestMessage = 1024;

    public static async Task<ApiFailure> ReadAsync(HttpResponseMessage response, Stream body, CancellationToken cancellationToken)
    {
        var text = await ReadTextAsync(body, cancellationToken).ConfigureAwait(false);
        var (message, next) = Parse(text);
        message ??= text.Trim() is { Length: > 0 and <= LongestMessage } plain && response.Content.Headers.ContentType?.MediaType == "text/plain"
            ? plain
            : $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        return new ApiFailure(KindOf(response.StatusCode), message.Length > LongestMessage ? message[..LongestMessage] : message) { Continue = next };
    }

    private static ApiFailureKind KindOf(HttpStatusCode status) => status switch
    {
        HttpStatusCode.Unauthorized => ApiFailureKind.Unauthorized,
        HttpStatusCode.Forbidden => ApiFailureKind.Forbidden,
        HttpStatusCode.NotFound => ApiFailureKind.NotFound,
        HttpStatusCode.Conflict => ApiFailureKind.Conflict,
        HttpStatusCode.Gone => ApiFailureKind.Expired,
        HttpStatusCode.TooManyRequests => ApiFailureKind.Busy,
        _ => ApiFailureKind.Rejected,
    };

    private static async Task<string> ReadTextAsync(Stream body, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestBody];
        var read = await body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken).ConfigureAwait(false);
        return Encoding.UTF8.GetString(buffer.AsSpan(0, read));
    }

    private static (string? Message, string? Continue) Parse(string text)
    {
        if (!text.StartsWith('{'))
        {
            return (null, null);
        }

        try
        {
            var status = JsonElement.Parse(text);
            var next = status.TryGetProperty("metadata", out var metadata) && metadata.ValueKind == JsonValueKind.Object
                && metadata.TryGetProperty("continue", out var token) ? token.GetString() : null;
            return (status.TryGetProperty("message", out var message) ? message.GetString() : null, next);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return (null, null);
        }
    }
}
