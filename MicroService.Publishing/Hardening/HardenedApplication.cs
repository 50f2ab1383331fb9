using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>The objects of an application after hardening.</summary>
/// <param name="Files">One for each workload, named as it is, and last the one of the namespace (<c>NamespaceFile.Name</c>) with the objects of the namespace as a whole.</param>
/// <param name="Applied">The advisor's fixes that were applied.</param>
/// <param name="Review">Findings that are left because a person has to decide.</param>
internal sealed record HardenedApplication(IReadOnlyList<ManifestFile> Files, IReadOnlyList<AppliedFix> Applied, IReadOnlyList<Finding> Review)
{
    /// <summary>What hardening could not do, or what a person has to add to it.</summary>
    public IReadOnlyList<PublishWarning> Warnings { get; init; } = [];
}
