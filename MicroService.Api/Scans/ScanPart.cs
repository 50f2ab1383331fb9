using System.Security.Cryptography;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Scanning;

namespace MicroService.Api.Scans;

/// <summary>A part of a scan as it is kept: what lists show, the report, and a row for each workload.</summary>
/// <param name="Result">What lists show.</param>
/// <param name="Workloads">The workloads.</param>
/// <param name="Report">The <see cref="AuditDocument"/>, JSON in UTF-8; empty if it would be too long to keep.</param>
/// <param name="Hash">SHA-256 of the report.</param>
/// <param name="Fields">What <see cref="ScannedFields"/> keeps of the objects; empty if nothing is kept.</param>
/// <param name="FieldsHash">SHA-256 of the fields.</param>
internal sealed record ScanPart(
    NamespaceResult Result, IReadOnlyList<WorkloadRow> Workloads, byte[] Report, string Hash, byte[] Fields, string FieldsHash)
{
    private const int LongestOwners = 5;

    /// <summary>Puts a part together; nothing of its objects is kept but what is in it.</summary>
    /// <param name="part">The part.</param>
    /// <param name="longest">The longest report that is kept.</param>
    /// <param name="fieldBytes">How many bytes of fields are kept; 0 for none.</param>
    public static ScanPart Of(ScannedPart part, int longest, int fieldBytes)
    {
        using var storage = new ReportStorage();
        var collector = new AuditCollector(storage, partial: false, FixDetail.Bounded);
        collector.Add(part.Report, isAlone: true);
        var document = collector.Complete();
        var report = JsonReport.Write(document, longest) ?? [];
        var result = new NamespaceResult(
            part.Namespace, document.Score, document.Grade, document.Workloads, document.Objects.Count, document.Counts, report.Length > 0);
        var fields = fieldBytes == 0 ? [] : ScannedFields.Write(part.Report, fieldBytes);
        return new ScanPart(result, [.. RowsOf(part.Report)], report, HashOf(report), fields, HashOf(fields));
    }

    private static string HashOf(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static IEnumerable<WorkloadRow> RowsOf(AuditReport report)
    {
        var known = report.Graph.Objects.Where(candidate => !report.Graph.IsForeign(candidate)).ToLookup(candidate => (candidate.Kind, candidate.Name));
        var suppressed = report.Suppressed.CountBy(finding => finding.Finding.Object).ToDictionary();
        foreach (var audited in report.Objects.Where(static audited => audited.Object.Workload is not null))
        {
            var candidate = audited.Object;
            int Count(Severity severity) => audited.Findings.Count(finding => finding.Severity == severity);
            yield return new WorkloadRow(
                candidate.WrittenNamespace ?? "",
                candidate.Kind,
                candidate.Group,
                candidate.Name,
                ReplicasOf(candidate),
                ReadyOf(candidate),
                SelectorOf(candidate.Spec),
                OwnersOf(candidate, known),
                audited.Score.Value,
                audited.Score.Grade.ToString(),
                new FindingCounts(Count(Severity.Danger), Count(Severity.Warning), Count(Severity.Advice), suppressed.GetValueOrDefault(candidate)));
        }
    }

    // A DaemonSet has one for each node that it is meant for.
    private static long? ReplicasOf(KubernetesObject candidate) => candidate.Workload!.Replicas ?? candidate.Root.Mapping("status")?.Integer("desiredNumberScheduled");

    private static long? ReadyOf(KubernetesObject candidate)
    {
        var status = candidate.Root.Mapping("status");
        return status?.Integer("readyReplicas") ?? status?.Integer("numberReady") ?? (ReplicasOf(candidate) is null || status is null ? null : 0);
    }

    // As the query of a list of pods has it; empty where labels alone don't say which pods are meant.
    private static string SelectorOf(MappingNode? spec)
    {
        if (spec?.Mapping("selector") is not { } selector)
        {
            return "";
        }

        // The selector of a ReplicationController is the labels themselves.
        var labels = selector.Mapping("matchLabels") ?? (selector.Has("matchExpressions") ? null : selector);
        var terms = (labels?.Entries ?? []).Where(static entry => entry.Value is ScalarNode)
            .Select(static entry => $"{entry.Name}={((ScalarNode)entry.Value).Value}");
        return string.Join(',', terms.Concat(selector.Mappings("matchExpressions").Select(TermOf)));
    }

    private static string TermOf(MappingNode expression)
    {
        var key = expression.Text("key") ?? "";
        var values = string.Join(',', (expression.Sequence("values")?.Items ?? []).OfType<ScalarNode>().Select(static value => value.Value));
        return expression.Text("operator") switch
        {
            "In" => $"{key} in ({values})",
            "NotIn" => $"{key} notin ({values})",
            "DoesNotExist" => $"!{key}",
            _ => key,
        };
    }

    private static List<string> OwnersOf(KubernetesObject candidate, ILookup<(string Kind, string Name), KubernetesObject> known)
    {
        var owners = new List<string>();
        for (var next = candidate; next is not null && owners.Count < LongestOwners;)
        {
            var controller = (next.Metadata?.Mappings("ownerReferences") ?? []).FirstOrDefault(static owner => owner.Boolean("controller") == true);
            if (controller?.Text("kind") is not { } kind || controller.Text("name") is not { } name)
            {
                break;
            }

            owners.Add($"{kind}/{name}");
            next = known[(kind, name)].FirstOrDefault();
        }

        return owners;
    }
}

/// <summary>What is kept of a part of a scan, without the report and the fields themselves.</summary>
/// <param name="Result">What lists show.</param>
/// <param name="Length">The length of the report; 0 if it is not kept.</param>
/// <param name="Hash">The hash of the report.</param>
/// <param name="FieldsLength">The length of the fields; 0 if they are not kept.</param>
/// <param name="FieldsHash">The hash of the fields.</param>
internal sealed record KeptPart(NamespaceResult Result, int Length, string Hash, int FieldsLength, string FieldsHash);

/// <summary>A workload of a scan, as it is kept.</summary>
/// <param name="Namespace">The namespace.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Group">The API group.</param>
/// <param name="Name">The name.</param>
/// <param name="Replicas">The replicas that it asks for; null if it says none.</param>
/// <param name="Ready">Those that were ready; null if it has none.</param>
/// <param name="Selector">Which pods are its own, as the query of a list has it; empty if labels don't say.</param>
/// <param name="Owners">Who controls it, the nearest first.</param>
/// <param name="Score">The score.</param>
/// <param name="Grade">The grade.</param>
/// <param name="Counts">The findings.</param>
public sealed record WorkloadRow(
    string Namespace, string Kind, string Group, string Name, long? Replicas, long? Ready, string Selector, IReadOnlyList<string> Owners,
    int Score, string Grade, FindingCounts Counts);
