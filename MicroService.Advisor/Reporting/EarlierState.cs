using MicroService.Advisor.Auditing;
using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Reporting;

/// <summary>What a scan is compared with: an earlier scan, or manifests.</summary>
public sealed class EarlierState
{
    private readonly Dictionary<ScannedObject, KubernetesObject?> _objects = [];
    private readonly List<(ScannedObject Object, ComparedFinding Finding)> _findings = [];

    private EarlierState(string name) => Name = name;

    /// <summary>The file or folder.</summary>
    public string Name { get; }

    /// <summary>What it did not read.</summary>
    internal IReadOnlyList<UnreadKind> Unread { get; private set; } = [];

    /// <summary>The objects; with their fields, if they are known.</summary>
    internal IReadOnlyDictionary<ScannedObject, KubernetesObject?> Objects => _objects;

    /// <summary>The findings.</summary>
    internal IReadOnlyList<(ScannedObject Object, ComparedFinding Finding)> Findings => _findings;

    /// <summary>Manifests, as an audit found them.</summary>
    /// <param name="name">The file or folder.</param>
    /// <param name="report">Their audit.</param>
    /// <param name="ns">The namespace of objects that name none.</param>
    public static EarlierState Of(string name, AuditReport report, string ns)
    {
        ArgumentNullException.ThrowIfNull(report);
        var state = new EarlierState(name);
        foreach (var candidate in report.Graph.Objects.Where(candidate => !report.Graph.IsMadeByCluster(candidate)))
        {
            state._objects.TryAdd(ScannedObject.Of(candidate, ns), candidate);
        }

        foreach (var finding in report.Findings)
        {
            var key = ScannedObject.Of(finding.Object, ns);
            state._findings.Add((key, Translate(finding, key)));
        }

        return state;
    }

    /// <summary>An earlier scan, from its report as JSON; null if it is none.</summary>
    /// <param name="name">The file.</param>
    /// <param name="utf8">The report.</param>
    public static EarlierState? Read(string name, ReadOnlyMemory<byte> utf8)
    {
        var reading = new ManifestReader(new ManifestLimits { MaxBytes = int.MaxValue, MaxNodes = int.MaxValue }).ReadJson(name, utf8);
        if (reading.File?.Documents is not [{ Root: { } root }] || root.Integer("schemaVersion") is null || root.Sequence("findings") is null)
        {
            return null;
        }

        var state = new EarlierState(name);
        foreach (var given in root.Mappings("objects").Concat(root.Mappings("notAudited")).Select(entry => entry.Mapping("object")).OfType<MappingNode>())
        {
            state._objects.TryAdd(ScannedObject.Of(given), null);
        }

        foreach (var finding in root.Mappings("findings"))
        {
            if (finding.Mapping("object") is { } subject && finding.Text("rule") is { } rule
                && Enum.TryParse<Severity>(finding.Text("severity"), ignoreCase: true, out var severity))
            {
                var key = ScannedObject.Of(subject);
                state._findings.Add((key, new ComparedFinding(
                    RuleCatalog.Find(rule)?.Definition.Id ?? rule, severity, key.ToString(), finding.Text("container"), finding.Text("message") ?? "")));
            }
        }

        state.Unread =
        [
            .. root.Mappings("notRead").Select(unread => new UnreadKind(
                unread.Text("kind") ?? "",
                unread.Sequence("namespaces") is { } some ? TextsOf(some) : null,
                unread.Text("reason") ?? "",
                TextsOf(unread.Sequence("silencedRules")),
                unread.Text("objectKind"))),
        ];
        return state;
    }

    private static IReadOnlyList<string> TextsOf(SequenceNode? list) => [.. list?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? []];

    internal static ComparedFinding Translate(Finding finding, ScannedObject key) =>
        new(finding.RuleId, finding.Severity, key.ToString(), finding.Container, VisibleText.Cut(finding.Message));
}

/// <summary>What tells an object of a cluster from others, whichever version of its kind it is written in.</summary>
/// <param name="Group">The API group.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Namespace">The namespace; null for none.</param>
/// <param name="Name">The name.</param>
public sealed record ScannedObject(string Group, string Kind, string? Namespace, string Name)
{
    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? $"{Kind}/{Name}" : $"{Namespace}/{Kind}/{Name}";

    internal static ScannedObject Of(KubernetesObject candidate, string? ns = null) => new(
        candidate.Group, candidate.Kind, candidate.WrittenNamespace ?? (ns is not null && IsNamespaced(candidate) ? ns : null), candidate.Name);

    internal static ScannedObject Of(MappingNode reference) => new(
        reference.Text("apiVersion") is { } version && version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "",
        reference.Text("kind") ?? "", reference.Text("namespace"), reference.Text("name") ?? "");

    private static bool IsNamespaced(KubernetesObject candidate) => SchemaTable.FindKind(candidate.ApiVersion, candidate.Kind)?.IsNamespaced ?? true;
}
