using MicroService.AppHost.AppModel;
using MicroService.AppHost.Kubernetes.Checks;
using MicroService.AppHost.Kubernetes.Cluster;
using MicroService.AppHost.Kubernetes.Layout;

namespace MicroService.AppHost.Publishing;

/// <summary>What publishing comes to, before anything is written.</summary>
/// <param name="Problems">What is wrong with the manifest, or can't be published where that is an error.</param>
/// <param name="Checks">What does not fit together.</param>
/// <param name="Variants">The base, then the overlays; empty if there are problems.</param>
/// <param name="Files">Everything to write; empty if there are problems of either kind.</param>
internal sealed record Publication(
    IReadOnlyList<ManifestProblem> Problems,
    IReadOnlyList<CheckProblem> Checks,
    IReadOnlyList<ApplicationVariant> Variants,
    IReadOnlyList<PublishedFile> Files)
{
    public static Publication Refused(IReadOnlyList<ManifestProblem> problems) => new(problems, [], [], []);

    public ApplicationVariant Base => Variants[0];

    public IEnumerable<ApplicationVariant> Overlays => Variants.Skip(1);

    /// <summary>The warnings of all variants, each once: an overlay says the same of the same resource with other figures.</summary>
    public IReadOnlyList<PublishWarning> Warnings =>
        [.. Variants.SelectMany(variant => variant.Model.Warnings.Concat(variant.Application.Warnings)).DistinctBy(warning => (warning.Resource, warning.Advice, warning.IsLoss))];
}
