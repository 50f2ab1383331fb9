using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Keeps the correlation id with the flow of execution, and as a scope for every logger.</summary>
internal sealed class CorrelationContext(ILogger<CorrelationContext> logger) : ICorrelationContext
{
    private static readonly AsyncLocal<string?> Current = new();

    /// <summary>The id in effect, for what is made before or outside dependency injection.</summary>
    public static string? CurrentId => Current.Value;

    public string? Id => Current.Value;

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
