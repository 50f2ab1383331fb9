using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules;

/// <summary>What a cluster said of an object when it was asked to apply it as a dry run.</summary>
/// <param name="Kind">Who said it.</param>
/// <param name="Node">The node that it is about; the object's name if the answer names none.</param>
/// <param name="Message">What it said.</param>
public sealed record ClusterVerdict(ClusterVerdictKind Kind, Node Node, string Message);

/// <summary>Who decides in a cluster.</summary>
public enum ClusterVerdictKind
{
    /// <summary>The API server rejects the object: its schema, its validation, or what is in the cluster.</summary>
    Refusal,

    /// <summary>An admission webhook or an admission policy denies the object.</summary>
    Admission,

    /// <summary>A ResourceQuota or a LimitRange has no room for it.</summary>
    Quota,

    /// <summary>The namespace enforces a Pod Security level that the pod does not meet.</summary>
    PodSecurity,

    /// <summary>The cluster accepts the object with a warning.</summary>
    Warning,
}
