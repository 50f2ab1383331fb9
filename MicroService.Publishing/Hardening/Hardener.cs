using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Admission;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Network;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Pods;
using MicroService.Publishing.Routes;
using MicroService.Publishing.Scaling;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Telemetry;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>
/// Hardens the plain objects of an application: first with what no rule can know (references, sizes, paths), then with the advisor's
/// fixes, and last with what depends on all of it (the quota, the standard that the namespace enforces). Hardening is idempotent.
/// </summary>
internal static class Hardener
{
    /// <param name="plain">The plain objects of each workload, which are changed in place.</param>
    public static HardenedApplication Harden(ClusterModel model, KubernetesOptions options, string ns, IReadOnlyList<ManifestFile> plain)
    {
        var files = plain.Where(file => file.Name != NamespaceFile.Name).ToList();
        var byName = files.ToDictionary(file => file.Name, StringComparer.Ordinal);
        var manifests = model.Workloads
            .Select(workload => byName.TryGetValue(workload.Name, out var file) ? WorkloadManifest.Of(workload, file) : null)
            .OfType<WorkloadManifest>().ToDictionary(manifest => manifest.Workload.Name, StringComparer.Ordinal);
        var application = new ApplicationManifests(model, options, manifests);
        foreach (var manifest in manifests.Values)
        {
            Apply(manifest, application);
        }

        files.Add(NamespaceFile.Open(model, ns));
        // Few rules find fault with what was just built.
        var result = new Fixer().Fix(
            files, new FixSettings { InPlace = true, AuditsFirst = true, Takes = new FixChoice(manifests).Takes, MaxWorkers = Environment.ProcessorCount });
        NamespaceFile.Complete(files[^1], model, ns, result.Remaining);
        return new HardenedApplication(files, result.Applied, [.. result.Remaining.Findings])
        {
            Warnings = HardeningWarnings.Of(application, result.Remaining),
        };
    }

    /// <summary>Applies the settings, the image profile and the references to one workload.</summary>
    public static void Apply(WorkloadManifest manifest, ApplicationManifests application)
    {
        var plan = ReplicaPlan.Of(manifest.Workload, application.Options);
        Rollout.Apply(manifest, plan);
        JobLimits.Apply(manifest);
        PodIdentity.Apply(manifest);
        PodRights.Apply(manifest);
        PodRuntime.Apply(manifest);
        ExtraArguments.Apply(manifest);
        SecretDelivery.Apply(manifest);
        ConfigurationDelivery.Apply(manifest);
        AdmissionWebhook.Apply(manifest, application.Options);
        PodAnnotations.Apply(manifest, application.Options);
        ContainerProbes.Apply(manifest);
        PodLifecycle.Apply(manifest);
        ContainerResources.Apply(manifest, application.Options);
        ScratchVolumes.Apply(manifest);
        PodUser.Apply(manifest);
        Autoscaler.Apply(manifest, plan);
        SinglePod.Apply(manifest, plan);
        DisruptionBudget.Apply(manifest, plan);
        WorkloadPolicy.Apply(manifest, application);
        ExternalRoute.Apply(manifest);
        MetricsMonitor.Apply(manifest, application.Options);
    }
}
