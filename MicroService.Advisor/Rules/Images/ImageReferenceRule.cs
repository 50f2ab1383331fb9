using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images can be read as references. The rule applies to nothing else, so that it weighs nothing where all is well.</summary>
/// <remarks>The API server takes any text; the kubelet does not (pkg/util/parsers).</remarks>
public sealed class ImageReferenceRule : WorkloadRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "image-reference",
        Category = RuleCategory.Images,
        Severity = Severity.Danger,
        Title = "Images are references that a runtime can read",
        Why = "The API server takes any text for an image. What is no reference, such as one with a scheme, an upper-case name or a + in its tag, leaves the pod in InvalidImageName for good.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/containers/images/#image-names"),
        Checklist = "lean images",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) => Faulty(workload, context).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from faulty in Faulty(workload, context)
        select Report(
            workload.Object, faulty.Image.Node, $"The {faulty.Image.Subject} {faulty.Image.Reference} {faulty.Problem}", container: faulty.Image.Container);

    private static IEnumerable<(WrittenImage Image, string Problem)> Faulty(Workload workload, RuleContext context) =>
        from image in WrittenImage.Of(workload)
        where MutableTag.IsWritten(image.Reference) && ImageGrammar.Explain(image.Reference) is not null && !IsReplaced(image.Reference, workload, context.Graph)
        select (image, ImageGrammar.Explain(image.Reference)!);

    // A placeholder that something fills in: ko builds what follows ko://, Kustomize and OpenShift replace images by their names.
    private static bool IsReplaced(ImageReference image, Workload workload, ObjectGraph graph) =>
        image.Repository.StartsWith("ko://", StringComparison.Ordinal)
        || workload.Kind == "DeploymentConfig" && workload.Spec.Mappings("triggers").Any(trigger => trigger.Text("type") == "ImageChange")
        || workload.Object.Metadata?.Mapping("annotations")?.Has("image.openshift.io/triggers") == true
        || graph.OfKind("Kustomization").Any(kustomization => kustomization.Root.Mappings("images").Any(replaced => replaced.Text("name") == image.Repository));
}
