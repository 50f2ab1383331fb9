using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Observability;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images are pulled when they can have changed, and only then.</summary>
public sealed class ImagePullPolicyRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "image-pull-policy",
        Category = RuleCategory.Images,
        Severity = Severity.Warning,
        Title = "The pull policy suits the image's tag",
        Why = "A tag that moves has to be asked for at every start, or nodes run different code. "
            + "A digest need not: asking anyway makes every restart depend on the registry being up.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/containers/images/#image-pull-policy"),
        Checklist = "lean images",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-image-pull-policy"],
            Polaris = ["pullPolicyNotAlways"],
        },
        Difference = "Always is asked for only where the tag can move, not for every image: the content of a digest can't change, and "
            + "Always would make each start depend on the registry.",
        FixSummary = "Sets IfNotPresent for digests and in the place of Never, and Always for tags that move (the registry must then be reachable at every start).",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        MutableTag.IsJudgeable(container.Image) && !MeshSidecar.ReplacesImage(container, context.Graph);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var image = container.Image;
        var written = container.Node.Scalar("imagePullPolicy");
        // What Kubernetes takes where nothing is written.
        var policy = written?.Value ?? (image is { Digest: null, Tag: null or "latest" } ? "Always" : "IfNotPresent");
        var node = (Node?)written ?? (Node?)container.Node.Scalar("image") ?? container.Node;
        if (MutableTag.Is(image) && policy != "Always")
        {
            yield return Report(
                container, node, $"The image {(image.Tag is { } tag ? $"may change behind its tag {tag}" : "has no tag and may change")}, but with {policy} a node keeps the one that it has.",
                Fix.Review("ask for the image at every start").Set(container.Node, ["imagePullPolicy"], "Always"));
        }
        else if (MutableTag.IsPinned(image) && (policy == "Never" || (policy == "Always" && image.Digest is not null)))
        {
            // A version may be pushed again, so to ask for it at every start is a choice.
            yield return Report(
                container, node,
                policy == "Never"
                    ? "With Never the pod can't start on a node that does not have the image already."
                    : "The image of this digest does not change, but with Always no pod starts while the registry is down.",
                Fix.Safe("pull the image only where it is missing").Set(container.Node, ["imagePullPolicy"], "IfNotPresent"));
        }
    }
}
