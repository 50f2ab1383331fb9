using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images say which version they are.</summary>
public sealed class ImageTagRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "image-tag",
        Category = RuleCategory.Images,
        Severity = Severity.Danger,
        Title = "Images have a tag that names a version",
        Why = "Behind latest, or a tag such as main, the image changes on its own: a rescheduled pod runs other code than its neighbours, and there is nothing to roll back to.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/containers/images/#image-names"),
        Checklist = "lean images",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["latest-tag"],
            KubeScore = ["container-image-tag"],
            Polaris = ["tagNotSpecified"],
        },
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => MutableTag.IsJudgeable(container.Image);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (MutableTag.Is(container.Image))
        {
            yield return Report(container, (Node?)container.Node.Scalar("image") ?? container.Node, container.Image.Tag is { } tag
                ? $"The image's tag {tag} names no version, so what runs changes with it."
                : "The image has no tag, so what runs is whatever is latest.");
        }
    }
}
