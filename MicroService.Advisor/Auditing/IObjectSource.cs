using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Auditing;

/// <summary>Gives objects that a <see cref="ClusterOutline"/> knows once more, by their numbers: from a file, or from a cluster.</summary>
public interface IObjectSource
{
    /// <summary>The objects of these numbers, in this order. Nothing keeps them longer than the audit of one namespace.</summary>
    IReadOnlyList<KubernetesObject> Read(IReadOnlyList<int> numbers);
}
