namespace MicroService.Publishing.Layout;

/// <summary>All files of a deployment: <c>base</c>, <c>overlays</c>, <c>secrets</c>.</summary>
internal static class DeploymentTree
{
    /// <summary>The files in ordinal order of their paths; the same for the same input, to the byte.</summary>
    /// <param name="basis">The base.</param>
    /// <param name="overlays">The overlays, their objects in the base's namespace.</param>
    /// <param name="manifest">The manifest's file name, which each file states.</param>
    public static IReadOnlyList<PublishedFile> Of(ApplicationVariant basis, IReadOnlyList<ApplicationVariant> overlays, string manifest)
    {
        var mark = GeneratedMark.For(manifest);
        return
        [
            .. BaseFolder.Files(basis, mark)
                .Concat(overlays.SelectMany(overlay => OverlayFolder.Files(basis, overlay, mark)))
                .Concat(SecretsFolder.Files(VariantSecrets.Of([basis, .. overlays]), mark))
                .OrderBy(file => file.Path, StringComparer.Ordinal),
        ];
    }
}
