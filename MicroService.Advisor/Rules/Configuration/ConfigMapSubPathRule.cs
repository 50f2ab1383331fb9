using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>ConfigMaps are mounted so that changes arrive.</summary>
public sealed class ConfigMapSubPathRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "config-map-sub-path",
        Category = RuleCategory.Configuration,
        Severity = Severity.Advice,
        Title = "ConfigMaps are not mounted by subPath",
        Why = "A file mounted with subPath never changes while the pod lives: the kubelet updates mounted ConfigMaps but not such mounts, so pods run on with the old configuration.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/configmap/#mounted-configmaps-are-updated-automatically"),
        Checklist = "external configuration",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context)
    {
        if (!container.IsLongRunning || !container.Workload.IsLongRunning)
        {
            return false;
        }

        var volumes = ConfigMapVolumes(container.Workload);
        return container.VolumeMounts.Any(mount => volumes.Contains(mount.Text("name") ?? ""));
    }

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var volumes = ConfigMapVolumes(container.Workload);
        foreach (var mount in container.VolumeMounts.Where(mount => volumes.Contains(mount.Text("name") ?? "")))
        {
            if ((mount.Scalar("subPath") ?? mount.Scalar("subPathExpr")) is { Value.Length: > 0 } path)
            {
                yield return Report(container, path, $"The mount of {path.Value} at {mount.Text("mountPath")} keeps the ConfigMap's content from when the pod started.");
            }
        }
    }

    private static HashSet<string> ConfigMapVolumes(Workload workload) =>
        workload.Volumes.Where(volume => volume.Mapping("configMap") is not null).Select(volume => volume.Text("name") ?? "").ToHashSet(StringComparer.Ordinal);
}
