using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>The objects of an application after hardening.</summary>
/// <param name="Files">One file for each workload, with its name, and last the file of the namespace (<c>NamespaceFile.Name</c>).</param>
/// <param name="Applied">The advisor's fixes that were applied.</param>
/// <param name="Review">The findings that need a decision.</param>
internal sealed record HardenedApplication(IReadOnlyList<ManifestFile> Files, IReadOnlyList<AppliedFix> Applied, IReadOnlyList<Finding> Review)
{
    /// <summary>What hardening could not do, and what has to be added by hand.</summary>
    public IReadOnlyList<PublishWarning> Warnings { get; init; } = [];
}
