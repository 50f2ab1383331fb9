using MicroService.Advisor.Rules;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Watching;

namespace MicroService.Cluster.Scanning;

/// <summary>What to scan, and how.</summary>
public sealed record ScanOptions
{
    /// <summary>The namespaces to scan; empty for all, and what belongs to none.</summary>
    public IReadOnlyList<string> Namespaces { get; init; } = [];

    /// <summary>
    /// The parts of the scan that are audited, <see cref="StaleParts.Cluster"/> for what belongs to no namespace; null for all. Those that the
    /// cluster does not have any more are left out.
    /// </summary>
    public IReadOnlySet<string>? Parts { get; init; }

    /// <summary>Takes note of what is listed, for watches that go on from there; null if there are none.</summary>
    public WatchBase? Watched { get; init; }

    /// <summary>Whether namespaces that the cluster does not have are left out and named among what was not read; else the scan fails.</summary>
    public bool SkipsMissing { get; init; }

    /// <summary>Kinds to read besides <see cref="KnownKinds.All"/>.</summary>
    public IReadOnlyList<ResourceKind> MoreKinds { get; init; } = [];

    /// <summary>
    /// Whether the names and keys of Secrets are read, which takes the right to read their values. The values are dropped as they are read, and so
    /// are annotations, which may have them.
    /// </summary>
    public bool ReadsSecrets { get; init; }

    /// <summary>What the audit may assume.</summary>
    public AuditSettings Settings { get; init; } = new();

    /// <summary>Whether <see cref="AuditSettings.KubernetesVersion"/> gives way to the version of the server.</summary>
    public bool AsksForVersion { get; init; } = true;

    /// <summary>Requests that are under way at the same time; 8.</summary>
    public int Requests { get; init; } = 8;

    /// <summary>Namespaces that are audited at the same time, if they are small; as many as there are processors.</summary>
    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <summary>How much JSON may be in memory before the next namespace is read; 2 MiB. A larger namespace is alone in memory.</summary>
    public long BytesAhead { get; init; } = 2 * 1024 * 1024;
}
