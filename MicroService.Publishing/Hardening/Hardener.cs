using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Delivery;
using MicroService.Publishing.Hardening.Pods;
using MicroService.Publishing.Network;
using MicroService.Publishing.Quota;
using MicroService.Publishing.Scaling;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Hardening;

/// <summary>
/// Hardens the plain objects of an application: first what no rule can know (references, sizes, paths), then the advisor's
/// fixes, last what depends on all of it (quota, the standard that the namespace enforces). Hardened objects stay as they are.
/// </summary>
internal static class Hardener
{
    public static HardenedApplication Harden(ClusterModel model, KubernetesOptions options, string ns, IReadOnlyList<ManifestFile> plain)
    {
        var files = plain.Where(file => file.Name != HardenedApplication.NamespaceFile).Select(file => file.Clone()).ToList();
        var byName = files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        var manifests = model.Workloads
            .Select(workload => byName.TryGetValue(workload.Name, out var file) ? WorkloadManifest.Of(workload, file) : null)
            .OfType<WorkloadManifest>().ToDictionary(manifest => manifest.Workload.Name, StringComparer.Ordinal);
        var context = new HardeningContext(model, options, manifests);
        foreach (var manifest in manifests.Values)
        {
            Apply(manifest, context);
        }

        files.Add(NamespaceFile.Open(model, ns));
        var result = new Fixer().Fix(files, new FixSettings { Takes = new FixChoice(manifests).Takes });
        NamespaceFile.Complete(result.Files[^1], model, ns, result.Remaining);
        return new HardenedApplication(result.Files, result.Applied, [.. result.Remaining.Findings])
        {
            Warnings = HardeningWarnings.Of(context, result.Remaining),
        };
    }

    /// <summary>What the settings, the profile and the references say of one workload.</summary>
    public static void Apply(WorkloadManifest manifest, HardeningContext context)
    {
        var plan = ReplicaPlan.Of(manifest.Workload, context.Options);
        Rollout.Apply(manifest, plan);
        JobLimits.Apply(manifest);
        PodIdentity.Apply(manifest);
        PodRuntime.Apply(manifest);
        ExtraArguments.Apply(manifest);
        SecretDelivery.Apply(manifest);
        ConfigurationDelivery.Apply(manifest);
        PodAnnotations.Apply(manifest);
        ContainerProbes.Apply(manifest);
        PodLifecycle.Apply(manifest);
        ContainerResources.Apply(manifest, context.Options);
        ScratchVolumes.Apply(manifest);
        PodUser.Apply(manifest);
        Autoscaler.Apply(manifest, plan);
        DisruptionBudget.Apply(manifest, plan);
        WorkloadPolicy.Apply(manifest, context);
    }
}
