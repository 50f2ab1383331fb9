using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Cluster;

/// <summary>The objects of an application after hardening.</summary>
/// <param name="Files">One for each workload, named as it is, and last <see cref="NamespaceFile"/> with what belongs to the namespace as a whole.</param>
/// <param name="Applied">The advisor's fixes that were applied.</param>
/// <param name="Review">Findings that are left because a person has to decide.</param>
internal sealed record HardenedApplication(IReadOnlyList<ManifestFile> Files, IReadOnlyList<AppliedFix> Applied, IReadOnlyList<Finding> Review)
{
    /// <summary>The name of the file of Namespace, quota, limit range and default-deny policy; no workload has it, since labels are not empty.</summary>
    public const string NamespaceFile = "";

    /// <summary>The name of the policy that denies what no other allows.</summary>
    public const string DefaultDeny = "default-deny";

    /// <summary>What hardening could not do, or what a person has to add to it.</summary>
    public IReadOnlyList<PublishWarning> Warnings { get; init; } = [];
}
