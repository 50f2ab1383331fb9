using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace MicroService.ServiceDefaults.Refusals;

/// <summary>Problems that say no more than their status does (<c>about:blank</c>), with the ids to find them by.</summary>
internal sealed class RefusalWriter : IRefusalWriter
{
    private const int LongestText = 1_000;
    private const string MediaType = "application/problem+json";

    public Task WriteAsync(HttpContext context, Refusal refusal)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfter is { } pause)
        {
            response.Headers.RetryAfter = Math.Ceiling(pause.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        var document = new RefusalDocument(
            "about:blank",
            ReasonPhrases.GetReasonPhrase(refusal.Status),
            refusal.Status,
            refusal.Detail is { } detail ? BoundedText.Cut(SecretRedaction.RedactKnown(detail), LongestText) : null,
            BoundedText.Cut(SecretRedaction.RedactKnown(context.Request.Path.Value ?? ""), LongestText),
            Activity.Current?.TraceId.ToString(),
            context.Features.Get<ICorrelationFeature>()?.Id);
        var body = JsonSerializer.SerializeToUtf8Bytes(document, RefusalJson.Default.RefusalDocument);
        response.ContentType = MediaType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }
}

/// <summary>A refusal as it goes out (RFC 9457).</summary>
internal sealed record RefusalDocument(string Type, string Title, int Status, string? Detail, string Instance, string? TraceId, string? CorrelationId);

/// <summary>Writes refusals as <c>application/problem+json</c>; a service that has problem types of its own registers another one.</summary>
public interface IRefusalWriter
{
    /// <summary>Writes the answer; it has not begun yet.</summary>
    Task WriteAsync(HttpContext context, Refusal refusal);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RefusalDocument))]
internal sealed partial class RefusalJson : JsonSerializerContext;
