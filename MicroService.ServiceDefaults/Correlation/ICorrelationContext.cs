namespace MicroService.ServiceDefaults.Correlation;

/// <summary>The correlation id of whatever is under way: it ties log lines, spans, problem details and outgoing calls together.</summary>
public interface ICorrelationContext
{
    /// <summary>The id in effect; null outside a request or a <see cref="Begin"/>.</summary>
    string? Id { get; }

    /// <summary>Starts a piece of background work under its own id, until disposed.</summary>
    IDisposable Begin(string id);
}
