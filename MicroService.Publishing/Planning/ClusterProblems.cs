using MicroService.Advisor.Manifests;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Telemetry;

namespace MicroService.Publishing.Planning;

/// <summary>Finds everything that keeps a manifest from being published, with its pointer.</summary>
internal static class ClusterProblems
{
    public static IReadOnlyList<ManifestProblem> Of(ClusterPlan plan)
    {
        var problems = new List<ManifestProblem>(ManifestCheck.Problems(plan.Manifest, plan.LeavesOut, resource => plan.Absent.ContainsKey(resource.Name)));
        foreach (var ns in DerivedNamespaces(plan).Where(SettingsRules.IsReserved))
        {
            Report("", $"is in a folder that would name a namespace '{ns}', which the cluster reserves. Set Kubernetes:Application to another name.");
        }

        foreach (var name in plan.External.Where(name => plan.Manifest.Find(name) is null))
        {
            Report("/resources", $"has no '{name}', which is declared as external, and refers to none.");
        }

        foreach (var resource in plan.Manifest.Resources.Where(resource => plan.Options.Dashboard && DashboardResources.Names.Contains(resource.Name) && !plan.IsAdded(resource)))
        {
            Report(resource.Pointer, "has the name of a resource that Kubernetes:Dashboard adds. Rename it, or set that to false.");
        }

        foreach (var resource in plan.Manifest.Resources.Where(resource => plan.Names.Impossible.Contains(resource.Name)))
        {
            Report(resource.Pointer, "has no character that is allowed in the name of a Service: letters, digits and hyphens.");
        }

        foreach (var resource in plan.Manifest.Resources.OfType<OpaqueResource>().Where(resource => !plan.External.Contains(resource.Name)))
        {
            if (ManifestResourceTypes.OtherVersionsOf(resource.Type) is { Count: > 0 } read)
            {
                Report(
                    resource.Pointer + JsonPointer.Of("type"),
                    $"'{resource.Type}' is not known to this version, which reads {string.Join(" and ", read)}. Use a version that knows it, export the model with an earlier Aspire, or name the resource with --external.");
            }
        }

        foreach (var workload in plan.Workloads)
        {
            problems.AddRange(UnfitText.Problems(workload, plan.LeavesOut));
            foreach (var name in workload.Environment.Keys.Where(name => !SettingsRules.IsVariable(name)))
            {
                Report(workload.Pointer + JsonPointer.Of("env", name), "is not a variable name that every cluster and kustomize accept: letters, digits, '_', '-' and '.', no digit first, at most 253.");
            }

            // The settings' own image was checked when they were read.
            if (workload is ContainerResource { Build: null } container && plan.SettingsOf(workload.Name).Image is null && !(ClusterPlan.IsWritten(container) && SettingsRules.IsImage(container.Image!)))
            {
                Report(
                    workload.Pointer + JsonPointer.Of("image"),
                    $"'{container.Image}' is not an image reference. Write one without expressions, such as ghcr.io/org/app:1.2.3, or set Kubernetes:Resources:{workload.Name}:Image.");
            }

            foreach (var (index, volume) in ((workload as ContainerResource)?.Volumes ?? []).Index())
            {
                var target = $"{workload.Pointer}/volumes/{index}/target";
                if (problems.Exists(problem => problem.Pointer == target))
                {
                    continue;
                }

                if (Expression.Parse(volume.Target).References.Any())
                {
                    Report(target, $"'{volume.Target}' can't be a path: it contains a secret or a value that is not known yet.");
                }
                else if (!volume.Target.StartsWith('/'))
                {
                    Report(target, $"'{volume.Target}' must be an absolute Linux path.");
                }
            }
        }

        if (plan.Workloads.Count == 0)
        {
            Report("/resources", "has nothing that a cluster could run, so there is nothing to publish.");
        }

        return problems;

        // Namespaces in the settings are checked when the settings are read.
        static IEnumerable<string> DerivedNamespaces(ClusterPlan plan)
        {
            if (plan.Options.Application is not null)
            {
                return [];
            }

            var name = ClusterModelBuilder.NameOf(plan.Manifest, plan.Options);
            return [name, .. plan.Options.Overlays.Where(overlay => !SettingsRules.IsReserved(name)).Select(overlay => overlay.Value.NamespaceOf(name, overlay.Key))];
        }

        void Report(string pointer, string message) => problems.Add(new ManifestProblem(pointer, 0, 0, message));
    }
}
