using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images are named by what they contain.</summary>
public sealed class ImageDigestRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "image-digest",
        Category = RuleCategory.Images,
        Severity = Severity.Advice,
        Title = "Images are pinned by digest",
        Why = "A tag can be pushed again, by mistake or by an attacker; a digest is the image's own hash and always means the bytes that were tested.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/containers/images/#image-names"),
        Checklist = "lean images",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        // Without a version there is nothing to pin yet: the rule about tags speaks first.
        MutableTag.IsJudgeable(container.Image) && !MutableTag.Is(container.Image) && !IsFromNoRegistry(container.Image);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (container.Image.Digest is null)
        {
            yield return Report(
                container, (Node?)container.Node.Scalar("image") ?? container.Node, $"The image is named by its tag {container.Image.Tag} alone, which can be pushed again.");
        }
    }

    // Only a registry gives an image its digest; "localhost/" is where local builds are kept.
    private static bool IsFromNoRegistry(ImageReference image) => image.Repository.StartsWith("localhost/", StringComparison.Ordinal);
}
