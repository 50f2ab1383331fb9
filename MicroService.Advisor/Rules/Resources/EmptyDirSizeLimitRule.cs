using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Scaling;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Scratch space has an end.</summary>
public sealed class EmptyDirSizeLimitRule : WorkloadRule
{
    private const string DefaultSize = "1Gi";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "empty-dir-size-limit",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Every emptyDir has a size limit",
        Why = "An emptyDir without limit fills its node's disk, which evicts the other pods there; in memory, it eats what the containers need until they are killed.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/#emptydir"),
        Checklist = "quotas",
        FixSummary = "On disk: the ephemeral-storage limit of a container that mounts it, else a default of 1Gi, not a measured value. "
            + "In memory: half of the smallest memory limit of the containers that mount it. A pod that writes more is evicted, so there is none for data of the application and for GPUs.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => EmptyDirVolume.Of(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from volume in EmptyDirVolume.Of(workload)
        where volume.SizeLimit is null
        let what = volume.IsInMemory ? "in memory" : "on the node's disk"
        let doubt = Doubt(volume)
        select Report(
            workload,
            (Node?)volume.Node.Mapping("emptyDir") ?? volume.Node,
            $"The emptyDir {volume.Called} {what} has no size limit{doubt}.",
            doubt is null ? Fix(volume) : null);

    // A pod that outgrows a guess is evicted, and its state is gone.
    private static string? Doubt(EmptyDirVolume volume) =>
        volume.Users.Any(Accelerator.Has) ? "; programs on a GPU keep models and exchange data there, so decide how much"
        : volume.IsInMemory ? null
        : StateInScratch.Holds(volume.Name, volume.Workload) || volume.Users.Any(DataStore.RunsIn)
            ? "; it seems to hold data, so decide how much"
        : null;

    private static Fix? Fix(EmptyDirVolume volume)
    {
        if (volume.IsInMemory)
        {
            var limits = volume.Users.Select(container => container.Limit("memory")).OfType<Quantity>().Where(limit => limit.Value >= 2).ToList();
            return limits.Count == 0 ? null : Limit(volume, new Quantity(Math.Floor(limits.Min().Value / 2)).ToMemoryText(), "half of the containers' memory limit");
        }

        var disk = volume.Users.Select(container => container.Limit("ephemeral-storage")).OfType<Quantity>().Where(limit => limit.Value >= 1).ToList();
        return disk.Count == 0
            ? Limit(volume, DefaultSize, "a default: compare it with what the application writes")
            : Limit(volume, disk.Max().ToMemoryText(), "the ephemeral-storage limit of a container that mounts it");
    }

    private static Fix Limit(EmptyDirVolume volume, string size, string source) =>
        Fixes.Fix.Review($"limit the emptyDir {volume.Called} to {size}, {source}").Set(volume.Node, ["emptyDir", "sizeLimit"], size);
}
