using System.Collections;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>The correlation id of what is in progress: it ties log lines, spans, problem details and outgoing calls together.</summary>
public sealed class CorrelationContext(ILogger<CorrelationContext> logger)
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>The id in effect; null outside a request or a <see cref="Begin"/>.</summary>
    public static string? CurrentId => Current.Value;

    /// <summary>Starts a piece of background work under its own id, until disposed.</summary>
    public IDisposable Begin(string id)
    {
        var previous = Current.Value;
        Current.Value = id;
        return new Restoration(previous, logger.BeginScope(new CorrelationScope(id)));
    }

    private sealed class Restoration(string? previous, IDisposable? scope) : IDisposable
    {
        public void Dispose()
        {
            scope?.Dispose();
            Current.Value = previous;
        }
    }
}

/// <summary>The correlation id as a logging scope.</summary>
internal sealed class CorrelationScope(string id) : IReadOnlyList<KeyValuePair<string, object?>>
{
    public int Count => 1;

    public KeyValuePair<string, object?> this[int index] =>
        index == 0 ? new("correlation_id", id) : throw new ArgumentOutOfRangeException(nameof(index));

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => Enumerable.Repeat(this[0], 1).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    public override string ToString() => $"correlation_id:{id}";
}
