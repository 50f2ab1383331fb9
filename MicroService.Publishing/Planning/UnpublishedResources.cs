using MicroService.Publishing.AppModel;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Resources without an object in the cluster, and the reasons.</summary>
internal static class UnpublishedResources
{
    /// <summary>
    /// The reason why each of them is not published, as a clause, by name. Parameters and values are not among them, because they are part
    /// of other resources.
    /// </summary>
    public static IReadOnlyDictionary<string, string> Of(AppManifest manifest, IReadOnlySet<string> external)
    {
        var reasons = new Dictionary<string, string>();
        foreach (var resource in manifest.Resources)
        {
            var reason = external.Contains(resource.Name) ? $"{resource.Name} is external" : resource switch
            {
                ExecutableResource executable => $"{resource.Name} is a program of the host ({executable.Command})",
                OpaqueResource => $"{resource.Name} exists only where {resource.Type} is deployed",
                ExternalResource => $"{resource.Name} is external",
                UnsupportedResource => $"{resource.Name} has no form in the manifest",
                ContainerResource { Build.BuildOnly: true } => $"{resource.Name} is an image that is only built",
                _ => null,
            };
            if (reason is not null)
            {
                reasons[resource.Name] = reason;
            }
        }

        return reasons;
    }

    /// <summary>The warnings about unpublished resources, in the order of the manifest.</summary>
    /// <param name="waitingFor">The keys of Secrets that a resource leaves open, each as <c>workload (KEY, KEY)</c>.</param>
    public static IEnumerable<PublishWarning> Warnings(ClusterPlan plan, Func<string, IReadOnlyList<string>> waitingFor)
    {
        // What runs elsewhere, and what nothing needs, leaves a person nothing to do.
        var unpublished = plan.Manifest.Resources.Where(resource => plan.Absent.ContainsKey(resource.Name) && !(plan.External.Contains(resource.Name) && waitingFor(resource.Name).Count == 0)).ToList();
        var alike = unpublished.Where(resource => resource is OpaqueResource && !plan.External.Contains(resource.Name) && waitingFor(resource.Name).Count == 0)
            .GroupBy(resource => resource.Type).Where(group => group.Count() > 1).ToList();
        return
        [
            .. unpublished.Except(alike.SelectMany(group => group)).Select(resource => Warning(resource, plan.External.Contains(resource.Name), waitingFor(resource.Name))),
            .. alike.Select(Together),
        ];
    }

    // Clouds need many small resources, such as a role for each service, that nothing refers to.
    private static PublishWarning Together(IGrouping<string, ManifestResource> resources) => new(
        resources.First().Name,
        $"Kubernetes has nothing for {resources.Key}, so these are not published: {string.Join(", ", resources.Select(resource => resource.Name))}. Nothing in the cluster refers to them.",
        Advice(resources.First(), "them"),
        IsLoss: true);

    private static PublishWarning Warning(ManifestResource resource, bool isExternal, IReadOnlyList<string> waiting)
    {
        var keys = waiting.Count == 0 ? "Nothing in the cluster refers to it." : $"Secrets wait for it: {string.Join(", ", waiting)}.";
        if (isExternal)
        {
            return new PublishWarning(resource.Name, $"It is external, so it is not published. {keys}", waiting.Count == 0 ? "Nothing needs to be done." : "Fill in the keys.", IsLoss: false);
        }

        // Deployment environments are such entries, too, and nothing is lost without them.
        var isLoss = resource is not (UnsupportedResource or ContainerResource) || waiting.Count > 0;
        return new PublishWarning(resource.Name, $"{What(resource)}, so it is not published. {keys}", $"{Advice(resource)}{(waiting.Count > 0 ? " Then fill in the keys." : string.Empty)}", isLoss);
    }

    private static string What(ManifestResource resource) => resource switch
    {
        ExecutableResource executable => $"It is a program of the host ({executable.Command}), which is in no image",
        UnsupportedResource unsupported => $"The manifest contains only an error for it: {unsupported.Error.TrimEnd('.')}",
        ContainerResource => "Its image is only built, for others to copy files from",
        _ => $"Kubernetes has nothing for {resource.Type}",
    };

    private static string Advice(ManifestResource resource, string it = "it") => resource switch
    {
        ExecutableResource => "Give it a Dockerfile (PublishAsDockerFile), or run it elsewhere and name it with --external.",
        UnsupportedResource => "Nothing needs to be done for the environment of a deployment; deploy anything else by itself and name it with --external.",
        ContainerResource => "Build it before the images that copy from it.",
        _ when resource.Type.StartsWith("azure.", StringComparison.OrdinalIgnoreCase) => $"Deploy {it} to Azure with Bicep or azd.",
        _ when resource.Type.StartsWith("aws.", StringComparison.OrdinalIgnoreCase) => $"Deploy {it} to AWS with CloudFormation or the CDK.",
        _ when resource.Type.StartsWith("dapr.", StringComparison.OrdinalIgnoreCase) => "Install Dapr in the cluster, and add components and the dapr.io annotations of the pods with a patch in an overlay.",
        _ => $"Deploy {it} by other means and name {it} with --external.",
    };
}
