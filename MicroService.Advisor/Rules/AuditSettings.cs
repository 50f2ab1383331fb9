using System.Collections.ObjectModel;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules;

/// <summary>What an audit may assume.</summary>
public sealed record AuditSettings
{
    /// <summary>True if the files are only a part of an application, so that what is missing here may exist elsewhere.</summary>
    public bool Partial { get; init; }

    /// <summary>
    /// The version of Kubernetes that the objects are meant for; the newest known by default. What a version newer than that may have, but
    /// is unknown here, is a warning instead of a danger.
    /// </summary>
    public KubernetesVersion KubernetesVersion { get; init; } = KubernetesVersion.Newest;

    /// <summary>
    /// Files with the CustomResourceDefinitions of custom resources, besides those among the audited files. They are not audited
    /// themselves.
    /// </summary>
    public IReadOnlyList<ManifestFile> Definitions { get; init; } = [];

    /// <summary>What the team has decided about the rules.</summary>
    public AuditPolicy Policy { get; init; } = AuditPolicy.Default;

    /// <summary>What a cluster said of objects that it was asked about, by their root; empty if none was asked.</summary>
    public IReadOnlyDictionary<MappingNode, IReadOnlyList<ClusterVerdict>> Verdicts { get; init; } =
        ReadOnlyDictionary<MappingNode, IReadOnlyList<ClusterVerdict>>.Empty;

    /// <summary>The clock that exceptions expire by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Objects that are looked at at the same time; 1. A service has other requests to see to.</summary>
    public int MaxWorkers { get; init; } = 1;

    /// <summary>
    /// How many findings to go on with: with more the audit stops, as a small file can have so many that no report of them fits in memory.
    /// </summary>
    public int MaxFindings { get; init; } = int.MaxValue;
}
