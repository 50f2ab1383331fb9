namespace MicroService.Api.Problems;

/// <summary>An error as it goes out: <c>application/problem+json</c> (RFC 9457).</summary>
public sealed record ProblemDocument
{
    /// <summary>The URI of the <see cref="ProblemType"/>.</summary>
    public required string Type { get; init; }

    /// <summary>The same words for every problem of the type.</summary>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    public required int Status { get; init; }

    /// <summary>What is wrong this time, and what to do about it.</summary>
    public string? Detail { get; init; }

    /// <summary>The path that was asked for.</summary>
    public string? Instance { get; init; }

    /// <summary>The W3C trace id, to find the trace by.</summary>
    public string? TraceId { get; init; }

    /// <summary>The correlation id, to find the logs by.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>For bad documents: everything that is wrong with them.</summary>
    public IReadOnlyList<DocumentProblem>? Problems { get; init; }
}
