using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Services run on images that hold little else than the service.</summary>
public sealed class ImageDistrolessRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "image-distroless",
        Category = RuleCategory.Images,
        Severity = Severity.Advice,
        Title = "Services run on lean images",
        Why = "A whole distribution is pulled on every new node while traffic waits, and brings a shell, tools and their vulnerabilities for an attacker.",
        Reference = new Uri("https://docs.docker.com/build/building/best-practices/#choose-the-right-base-image"),
        Checklist = "lean images",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true, Workload.IsLongRunning: true } && BaseImage.TryGet(container.Image, out _);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (BaseImage.TryGet(container.Image, out var ballast) && ballast is not null)
        {
            yield return Report(container, (Node?)container.Node.Scalar("image") ?? container.Node, $"The image {container.Image.Repository} brings {ballast}.");
        }
    }
}
