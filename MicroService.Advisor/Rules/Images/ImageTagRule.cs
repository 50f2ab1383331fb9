using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Observability;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images say which version they are.</summary>
public sealed class ImageTagRule : WorkloadRule
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
    protected override bool AppliesTo(Workload workload, RuleContext context) => Judgeable(workload, context).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from image in Judgeable(workload, context)
        where MutableTag.Is(image.Reference)
        let message = (image.Reference.Tag, image.Volume) switch
        {
            (null, _) => $"The {image.Subject} has no tag, so what runs is whatever is latest.",
            ({ } tag, null) => $"The image's tag {tag} names no version, so what runs changes with it.",
            ({ } tag, _) => $"The tag {tag} of the {image.Subject} names no version, so what runs changes with it.",
        }
        select Report(workload.Object, image.Node, message, container: image.Container);

    private static IEnumerable<WrittenImage> Judgeable(Workload workload, RuleContext context) =>
        WrittenImage.Of(workload).Where(image => MutableTag.IsJudgeable(image.Reference)
            && !(image.Container is { } container && MeshSidecar.ReplacesImage(container, context.Graph)));
}
