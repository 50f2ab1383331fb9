using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Cluster;

/// <summary>Everything for which a manifest can't be published, with its pointer.</summary>
internal static class ClusterProblems
{
    public static IReadOnlyList<ManifestProblem> Of(ClusterPlan plan)
    {
        var problems = new List<ManifestProblem>(ManifestCheck.Problems(plan.Manifest));
        foreach (var ns in DerivedNamespaces(plan).Where(SettingsRules.IsReserved))
        {
            Report("", $"is in a folder that would call a namespace '{ns}', which the cluster has for itself. Set Kubernetes:Application to another name.");
        }

        foreach (var name in plan.External.Where(name => plan.Manifest.Find(name) is null))
        {
            Report("/resources", $"has no '{name}', which is to be external.");
        }

        foreach (var resource in plan.Manifest.Resources.Where(resource => plan.Names.Impossible.Contains(resource.Name)))
        {
            Report(resource.Pointer, "has a name of which no character may be in the name of a Service: those have letters, digits and hyphens.");
        }

        foreach (var workload in plan.Workloads)
        {
            foreach (var name in workload.Environment.Keys.Where(name => !SettingsRules.IsVariable(name)))
            {
                Report(new JsonPointer(workload.Pointer).Append("env").Append(name).Text, "is no name of a variable that every cluster and kustomize take: letters, digits, '_', '-' and '.', no digit first, at most 253.");
            }

            if (workload is ContainerResource { Build: null } container && !SettingsRules.IsImage(container.Image ?? string.Empty))
            {
                Report(new JsonPointer(workload.Pointer).Append("image").Text, $"'{container.Image}' is no reference to an image.");
            }

            foreach (var (index, volume) in ((workload as ContainerResource)?.Volumes ?? []).Index())
            {
                var target = new JsonPointer(workload.Pointer).Append("volumes").Append(index).Append("target").Text;
                if (problems.Exists(problem => problem.Pointer == target))
                {
                    continue;
                }

                if (Expression.Parse(volume.Target).References.Any())
                {
                    Report(target, $"'{volume.Target}' can't be a path: it has a secret in it, or what only a person knows.");
                }
                else if (!volume.Target.StartsWith('/'))
                {
                    Report(target, $"'{volume.Target}' must be an absolute path of Linux.");
                }
            }
        }

        if (plan.Workloads.Count == 0)
        {
            Report("/resources", "has nothing that a cluster could run, so there is nothing to publish.");
        }

        return problems;

        // What settings name is checked where they are read.
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
