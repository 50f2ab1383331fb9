using MicroService.Advisor.Comparison;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>How a scan differs from an earlier one, or from manifests.</summary>
/// <param name="With">The file, or the folder, that it was compared with.</param>
/// <param name="New">Findings that were not there.</param>
/// <param name="Gone">Findings that are there no more.</param>
/// <param name="Changed">Findings with another severity or message.</param>
/// <param name="Objects">Objects that are new, gone, or have other fields; an earlier scan knows of no fields.</param>
/// <param name="NotCompared">Number of findings that could not be compared: of namespaces, kinds or rules that one of the two did not look at.</param>
/// <param name="NotComparedNamespaces">
/// Namespaces that one of the two did not look at, and <c>(none)</c> for what belongs to none; absent if there are none.
/// </param>
/// <param name="Counts">How many of each there are, where only the first are listed; absent where all are.</param>
public sealed record ScanComparison(
    string With,
    IReadOnlyList<ComparedFinding> New,
    IReadOnlyList<ComparedFinding> Gone,
    IReadOnlyList<ComparedFinding> Changed,
    IReadOnlyList<ComparedObject> Objects,
    int NotCompared,
    IReadOnlyList<string>? NotComparedNamespaces = null,
    ComparedCounts? Counts = null);

/// <summary>How many differences there are.</summary>
/// <param name="New">New findings.</param>
/// <param name="Gone">Findings that are gone.</param>
/// <param name="Changed">Changed findings.</param>
/// <param name="Objects">Objects that differ.</param>
public sealed record ComparedCounts(int New, int Gone, int Changed, int Objects);

/// <summary>A finding of one of two scans.</summary>
/// <param name="Rule">The rule's id.</param>
/// <param name="Severity">How much it matters.</param>
/// <param name="Object">The object, such as <c>shop/Deployment/cart</c>.</param>
/// <param name="Container">The container, if it is about one.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="SeverityBefore">Of a changed finding: the severity before.</param>
/// <param name="MessageBefore">Of a changed finding: the message before.</param>
public sealed record ComparedFinding(
    string Rule, Severity Severity, string Object, string? Container, string Message, Severity? SeverityBefore = null, string? MessageBefore = null);

/// <summary>An object that differs.</summary>
/// <param name="Object">The object, such as <c>shop/Deployment/cart</c>.</param>
/// <param name="Change">How.</param>
/// <param name="Fields">The fields that differ.</param>
/// <param name="FieldCount">How many fields differ, where only the first are listed; absent where all are.</param>
public sealed record ComparedObject(string Object, ObjectChangeKind Change, IReadOnlyList<FieldChange> Fields, int? FieldCount = null)
{
    // A ConfigMap may have thousands.
    private const int MostFields = 100;

    /// <summary>The same with the first fields alone.</summary>
    public ComparedObject Cut() => Fields.Count <= MostFields
        ? this
        : this with { Fields = [.. Fields.Take(MostFields)], FieldCount = Fields.Count };
}

/// <summary>How an object differs.</summary>
public enum ObjectChangeKind
{
    /// <summary>It was not there.</summary>
    New,

    /// <summary>It is there no more.</summary>
    Gone,

    /// <summary>It has other fields.</summary>
    Changed,
}
