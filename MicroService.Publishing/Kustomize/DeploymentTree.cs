using System.Text;
using MicroService.Publishing.Hardening;

namespace MicroService.Publishing.Kustomize;

/// <summary>All files of a deployment: <c>base</c>, <c>overlays</c>, <c>secrets</c>.</summary>
internal static class DeploymentTree
{
    /// <summary>The files in ordinal order of their paths. The same input gives the same bytes.</summary>
    /// <param name="basis">The base.</param>
    /// <param name="overlays">The overlays, their objects in the base's namespace.</param>
    /// <param name="manifest">The manifest's file name, for the first line of each file.</param>
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

/// <summary>A generated file.</summary>
/// <param name="path">Relative to the folder that is published, with forward slashes.</param>
/// <param name="content">Lines end in LF; independent of time and machine.</param>
internal sealed class PublishedFile(string path, string content)
{
    public string Path { get; } = path;

    /// <summary>The content as it is written: half the memory of its text.</summary>
    public byte[] Utf8 { get; } = Encoding.UTF8.GetBytes(content);

    public string Content => Encoding.UTF8.GetString(Utf8);
}
