namespace MicroService.ServiceDefaults.Health;

/// <summary>An exception that knows better than its type what is wrong with the dependency, in words that may be shown: no names of hosts or users, no secrets.</summary>
public interface IExplainedFailure
{
    /// <summary>The reason; null where the type says it all.</summary>
    string? Reason { get; }
}
