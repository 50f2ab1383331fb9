namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>A refusal as it goes out (RFC 9457).</summary>
internal sealed record RefusalDocument(string Type, string Title, int Status, string? Detail, string Instance, string? TraceId, string? CorrelationId);
