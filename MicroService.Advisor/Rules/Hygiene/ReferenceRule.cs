using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>A rule about references of a workload's pods to objects of one kind.</summary>
public abstract class ReferenceRule(string kind) : WorkloadRule
{
    /// <inheritdoc/>
    protected sealed override bool AppliesTo(Workload workload, RuleContext context) => Reference.Of(workload, kind).Any(reference => !IsBuiltIn(reference.Name));

    /// <inheritdoc/>
    protected sealed override IEnumerable<Finding> Inspect(Workload workload, RuleContext context)
    {
        foreach (var reference in Reference.Of(workload, kind).Where(reference => !IsBuiltIn(reference.Name)))
        {
            if (context.Graph.FindFor(workload, kind, reference.Name) is not { } found)
            {
                if (!IsMade(workload, reference.Name, context))
                {
                    var message = $"The {kind} {reference.Name} is not given in the namespace {workload.Object.Namespace}.";
                    yield return Report(workload.Object, reference.Node, message, null, reference.Container);
                }

                continue;
            }

            foreach (var key in reference.Keys.Where(key => !DataKeys.Has(found, key.Value) && !IsKeyMade(found, key.Value)))
            {
                var finding = Report(workload.Object, key, $"The {kind} {reference.Name} has no key {key.Value}.", null, reference.Container);
                yield return DataKeys.AreComplete(found) ? finding with { Severity = Severity.Danger } : finding;
            }
        }

        foreach (var (container, path, name) in MountedFile.Of(workload, kind))
        {
            if (context.Graph.FindFor(workload, kind, name) is { } found && DataKeys.AreComplete(found) && !DataKeys.Has(found, path.Value) && !IsKeyMade(found, path.Value))
            {
                yield return Report(
                    workload.Object, path,
                    $"The {kind} {name} has no key {path.Value}, so the container gets an empty directory instead of the file.", null, container)
                    with
                { Severity = Severity.Danger };
            }
        }
    }

    /// <summary>True for an object that every namespace has.</summary>
    protected virtual bool IsBuiltIn(string name) => false;

    /// <summary>True if another given object makes it when it runs.</summary>
    protected virtual bool IsMade(Workload workload, string name, RuleContext context) => false;

    /// <summary>True if a controller writes the key into an object that is given without it.</summary>
    private protected virtual bool IsKeyMade(KubernetesObject found, string key) => false;
}
