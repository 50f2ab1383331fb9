using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Fixes;

/// <summary>One step of a fix. It changes the tree that its nodes are of; applied twice, it changes nothing more.</summary>
public abstract record FixOperation
{
    private protected FixOperation()
    {
    }

    /// <summary>The collection that the step changes; null if it adds an object.</summary>
    internal abstract Node? Target { get; }

    internal abstract void Apply();

    /// <summary>The same step on the copy of a tree.</summary>
    internal abstract FixOperation Onto(PartialCopy copy);
}
