namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>The kustomization of one deployment: an overlay as it was published, with the images that were just built.</summary>
internal static class DeploymentFiles
{
    private const string Name = "deployment";

    /// <summary>The folder of the kustomization.</summary>
    public static string FolderOf(DeploymentPlan plan) => Path.Combine(plan.Folder, Name);

    public static async Task WriteAsync(DeploymentPlan plan, IReadOnlyList<BuiltImage> images, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(FolderOf(plan));
        await File.WriteAllTextAsync(Path.Combine(FolderOf(plan), MicroService.Publishing.Kustomize.Kustomization.FileName), Kustomization(plan.Overlay, images), cancellationToken);
    }

    /// <summary>Digests go into an outer kustomization, so that what was published stays what it is.</summary>
    public static string Kustomization(string overlay, IReadOnlyList<BuiltImage> images)
    {
        var lines = new List<string>
        {
            "apiVersion: kustomize.config.k8s.io/v1beta1",
            "kind: Kustomization",
            "resources:",
            overlay.Length == 0 ? "- ../base" : $"- ../overlays/{overlay}",
        };
        if (images.Count > 0)
        {
            lines.Add("images:");
        }

        foreach (var image in images)
        {
            lines.Add($"- name: {image.Name}");
            lines.Add(image.Digest is { } digest ? $"  digest: {digest}" : $"  newTag: \"{image.Tag}\"");
        }

        return string.Join('\n', lines) + "\n";
    }
}
