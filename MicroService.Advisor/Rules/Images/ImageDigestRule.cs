using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Images are named by what they contain.</summary>
public sealed class ImageDigestRule : WorkloadRule
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
    protected override bool AppliesTo(Workload workload, RuleContext context) => Versioned(workload).Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Workload workload, RuleContext context) =>
        from image in Versioned(workload)
        where image.Reference.Digest is null
        let message = $"The {image.Subject} is named by its tag {image.Reference.Tag} alone, which can be pushed again."
        select Report(workload.Object, image.Node, message, container: image.Container);

    // Without a version there is nothing to pin yet: the rule about tags speaks first.
    private static IEnumerable<WrittenImage> Versioned(Workload workload) => WrittenImage.Of(workload)
        .Where(image => MutableTag.IsJudgeable(image.Reference) && !MutableTag.Is(image.Reference) && !IsFromNoRegistry(image.Reference));

    // Only a registry gives an image its digest; "localhost/" is where local builds are kept.
    private static bool IsFromNoRegistry(ImageReference image) => image.Repository.StartsWith("localhost/", StringComparison.Ordinal);
}
