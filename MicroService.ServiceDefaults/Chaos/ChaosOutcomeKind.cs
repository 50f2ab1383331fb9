namespace MicroService.ServiceDefaults.Chaos;

/// <summary>What a made-up answer of a dependency is.</summary>
public enum ChaosOutcomeKind
{
    /// <summary>There are none: what a database answers cannot be made up.</summary>
    None,

    /// <summary>The empty answer, such as a cache's miss.</summary>
    Empty,

    /// <summary>An HTTP status.</summary>
    Status,
}
