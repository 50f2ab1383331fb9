using Microsoft.AspNetCore.Http;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>The correlation id of what is in progress: it ties log lines, spans, problem details and outgoing calls together.</summary>
public static class CorrelationContext
{
    // One value for all: every value that flows with the execution context costs each request as much as a header does.
    private static readonly AsyncLocal<CorrelatedWork?> Work = new();

    /// <summary>The id in effect; null outside a request or a <see cref="Begin(string)"/>.</summary>
    public static string? CurrentId => Work.Value?.Id;

    /// <summary>The path of the request in progress, with its base; null outside a request.</summary>
    internal static string? CurrentPath => Work.Value?.Request is { } path ? path.ToUriComponent() : null;

    /// <summary>Starts background work under its own id, until disposed.</summary>
    public static IDisposable Begin(string id)
    {
        var previous = Work.Value;
        Work.Value = new CorrelatedWork(id, Request: null);
        return new Restoration(previous);
    }

    /// <summary>Starts a request. The server restores the execution context when it ends.</summary>
    internal static void Begin(string id, HttpRequest request) => Work.Value = new CorrelatedWork(id, request.PathBase + request.Path);

    private sealed record CorrelatedWork(string Id, PathString? Request);

    private sealed class Restoration(CorrelatedWork? previous) : IDisposable
    {
        public void Dispose() => Work.Value = previous;
    }
}
