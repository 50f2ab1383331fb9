using MicroService.Advisor.Reporting;
using MicroService.Api.Scans;

namespace MicroService.Api.Pages.Clusters;

/// <summary>How two scans differ.</summary>
/// <param name="Before">The earlier one.</param>
/// <param name="After">The later one.</param>
/// <param name="Differences">What is new, gone and changed.</param>
public sealed record ScanComparisonView(ScanSummary Before, ScanSummary After, ScanDifferences Differences)
{
    // A ConfigMap may have thousands of fields, and a rollout touches every workload.
    private const int MostObjects = 300;

    /// <summary>How many fields of an object are shown.</summary>
    public const int MostFields = 20;

    /// <summary>Those of the changed findings that are shown, the worst first.</summary>
    public IEnumerable<ChangedFinding> Changed => Differences.Changed.OrderByDescending(static finding => finding.After.Severity);

    /// <summary>The objects that are shown: new ones, then those that are gone, then those with other fields.</summary>
    public IEnumerable<ComparedObject> Objects => Differences.Objects.OrderBy(static compared => compared.Change).Take(MostObjects);

    /// <summary>How many objects there are.</summary>
    public int ObjectCount =>
        Differences.ChangedObjects + Differences.Objects.Count(static compared => compared.Change != ObjectChangeKind.Changed);

    /// <summary>How many of them are not shown.</summary>
    public int HiddenObjects => ObjectCount - Math.Min(MostObjects, Differences.Objects.Count);

    /// <summary>What was not compared, and why.</summary>
    public IReadOnlyList<(string Why, IReadOnlyList<string> What)> NotCompared { get; } =
    [
        .. Named(
            "Namespaces that one of the two did not look at, or of which it kept only counts, as there were too many findings", Differences.NotCompared),
        .. Named("Kinds that one of the two could not read everywhere", Differences.NotComparedKinds),
        .. Named("Rules that were silent in one of the two somewhere", Differences.NotComparedRules),
        .. Named("Namespaces whose objects are not compared field by field", Differences.NotComparedFields),
    ];

    /// <summary>How many fields of an object are not shown.</summary>
    public static int HiddenFieldsOf(ComparedObject compared)
    {
        ArgumentNullException.ThrowIfNull(compared);
        return (compared.FieldCount ?? compared.Fields.Count) - Math.Min(MostFields, compared.Fields.Count);
    }

    private static (string Why, IReadOnlyList<string> What)[] Named(string why, IReadOnlyList<string>? what) =>
        what is { Count: > 0 } ? [(why, what)] : [];
}
