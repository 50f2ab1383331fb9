using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>A place of a pod that names an image: a container's, or an image volume's reference (KEP-4639).</summary>
/// <param name="Node">The reference as written, or the mapping that lacks it.</param>
/// <param name="Reference">The reference.</param>
/// <param name="Volume">The volume, if it is one's.</param>
/// <param name="Container">The container, if it is one's.</param>
internal sealed record WrittenImage(Node Node, ImageReference Reference, string? Volume, Container? Container)
{
    /// <summary>What the place is, in the middle of a sentence.</summary>
    public string Subject => Volume is null ? "image" : $"image volume {Volume}";

    /// <summary>The images of the written containers, then those of volumes.</summary>
    public static IEnumerable<WrittenImage> Of(Workload workload) =>
        workload.Containers
            .Select(container => new WrittenImage((Node?)container.Node.Scalar("image") ?? container.Node, container.Image, null, container))
            .Concat(workload.Volumes.Where(volume => volume.Mapping("image") is not null).Select(OfVolume));

    private static WrittenImage OfVolume(MappingNode volume)
    {
        var image = volume.Mapping("image")!;
        return new WrittenImage(
            (Node?)image.Scalar("reference") ?? image, ImageReference.Parse(image.Text("reference") ?? ""), volume.Text("name") ?? "", null);
    }
}
