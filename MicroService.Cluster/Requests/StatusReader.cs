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
        var (status, next) = Parse(text, (int)response.StatusCode);
        var message = status?.Message is { Length: > 0 } said ? said
            : text.Trim() is { Length: > 0 and <= LongestMessage } plain && response.Content.Headers.ContentType?.MediaType == "text/plain"
                ? plain
                : $"The server answered {(int)response.StatusCode} {response.ReasonPhrase}.";
        return new ApiFailure(KindOf(response.StatusCode), message.Length > LongestMessage ? message[..LongestMessage] : message)
        {
            Continue = next,
            Status = status,
        };
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

    private static (ApiStatus? Status, string? Continue) Parse(string text, int code)
    {
        if (!text.StartsWith('{'))
        {
            return (null, null);
        }

        try
        {
            var status = JsonElement.Parse(text);
            var next = Object(status, "metadata") is { } metadata ? Text(metadata, "continue") : null;
            var details = Object(status, "details");
            var causes = details is { } some && some.TryGetProperty("causes", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(cause => cause.ValueKind == JsonValueKind.Object).ToList()
                : [];
            return (new ApiStatus(code, Text(status, "reason"), Text(status, "message") ?? "")
            {
                Causes = [.. causes.Select(cause => new ApiCause(Text(cause, "field"), Text(cause, "reason"), Text(cause, "message") ?? ""))],
                Kind = details is { } of ? Text(of, "kind") : null,
                Name = details is { } about ? Text(about, "name") : null,
            }, next);
        }
        catch (JsonException)
        {
            return (null, null);
        }
    }

    private static JsonElement? Object(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object ? value : null;

    private static string? Text(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
