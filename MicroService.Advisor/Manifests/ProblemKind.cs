namespace MicroService.Advisor.Manifests;

/// <summary>Whether input could be read at all.</summary>
public enum ProblemKind
{
    /// <summary>Not YAML, not JSON, or refused for its size or shape: HTTP 400.</summary>
    Malformed,

    /// <summary>Read, but not what Kubernetes takes: HTTP 422.</summary>
    Invalid,
}
