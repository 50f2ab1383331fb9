namespace MicroService.Cluster.Prometheus;

/// <summary>A sample.</summary>
/// <param name="At">When, in seconds since 1970.</param>
/// <param name="Value">The value.</param>
public readonly record struct Sample(double At, double Value);

/// <summary>A series of an answer.</summary>
/// <param name="Labels">Its labels.</param>
/// <param name="Samples">Its samples, the oldest first.</param>
public sealed record Series(IReadOnlyDictionary<string, string> Labels, IReadOnlyList<Sample> Samples)
{
    /// <summary>The value of a label; empty if there is none, as in PromQL.</summary>
    public string this[string label] => Labels.GetValueOrDefault(label, "");
}

/// <summary>What Prometheus answered.</summary>
/// <param name="Series">The series.</param>
/// <param name="Warnings">What it warns of: with Thanos and Mimir, that the answer is partial.</param>
public sealed record PrometheusAnswer(IReadOnlyList<Series> Series, IReadOnlyList<string> Warnings);

/// <summary>Why there is no answer.</summary>
public enum PrometheusFailure
{
    /// <summary>No connection, or the answer ended early, after several attempts.</summary>
    Unreachable,

    /// <summary>401 or 403: the credential is missing or wrong.</summary>
    Unauthorized,

    /// <summary>The answer has, or needs, more samples than are allowed: a shorter window may do.</summary>
    TooLarge,

    /// <summary>The query, or its answer, took too long: a shorter window may do.</summary>
    Timeout,

    /// <summary>429 or 503, after several attempts.</summary>
    Busy,

    /// <summary>Any other answer.</summary>
    Rejected,

    /// <summary>The query was not sent any more: too many before it failed in a row.</summary>
    NotAsked,
}

/// <summary>A query failed, after the attempts that it was worth.</summary>
public sealed class PrometheusException(PrometheusFailure failure, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Why.</summary>
    public PrometheusFailure Failure { get; } = failure;
}
