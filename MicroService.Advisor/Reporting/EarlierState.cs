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
    private readonly Dictionary<string, (HashSet<ScannedObject> Objects, List<(ScannedObject Object, ComparedFinding Finding)> Findings)> _parts =
        new(StringComparer.Ordinal);

    private EarlierState(string name) => Name = name;

    /// <summary>The file or folder.</summary>
    public string Name { get; }

    /// <summary>What it looked at.</summary>
    internal ScanScope Scope { get; private set; } = new(null, []);

    /// <summary>The objects; with their fields, if they are known.</summary>
    internal IReadOnlyDictionary<ScannedObject, KubernetesObject?> Objects => _objects;

    /// <summary>The namespaces of the objects, and <see cref="ScanScope.Cluster"/>.</summary>
    public IReadOnlyCollection<string> Parts => _parts.Keys;

    /// <summary>What is in a part; null if nothing is.</summary>
    internal PartState<(ScannedObject Object, ComparedFinding Finding)>? PartOf(string name) => _parts.TryGetValue(name, out var part)
        ? new PartState<(ScannedObject, ComparedFinding)>(part.Objects, part.Findings)
        : null;

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
            state.Add(ScannedObject.Of(candidate, ns), candidate);
        }

        foreach (var finding in report.Findings)
        {
            var key = ScannedObject.Of(finding.Object, ns);
            state.Add(key, Translate(finding, key));
        }

        return state;
    }

    /// <summary>An earlier scan, from its report as JSON; null if it is none.</summary>
    /// <param name="name">The file.</param>
    /// <param name="utf8">The report.</param>
    /// <param name="isKnown">Tells whether every scan reads the objects of a group and kind.</param>
    public static EarlierState? Read(string name, ReadOnlyMemory<byte> utf8, Func<string, string, bool> isKnown)
    {
        var reading = new ManifestReader(new ManifestLimits { MaxBytes = int.MaxValue, MaxNodes = int.MaxValue }).ReadJson(name, utf8);
        if (reading.File?.Documents is not [{ Root: { } root }] || root.Integer("schemaVersion") is null || root.Sequence("findings") is null)
        {
            return null;
        }

        var state = new EarlierState(name);
        var entries = root.Mappings("objects").Concat(root.Mappings("notAudited")).Concat(root.Mappings("suppressed"));
        foreach (var given in entries.Select(entry => entry.Mapping("object")).OfType<MappingNode>())
        {
            state.Add(ScannedObject.Of(given), (KubernetesObject?)null);
        }

        foreach (var finding in root.Mappings("findings"))
        {
            if (finding.Mapping("object") is { } subject && finding.Text("rule") is { } rule
                && Enum.TryParse<Severity>(finding.Text("severity"), ignoreCase: true, out var severity))
            {
                var key = ScannedObject.Of(subject);
                state.Add(key, new ComparedFinding(
                    RuleCatalog.Find(rule)?.Definition.Id ?? rule, severity, key.ToString(), finding.Text("container"), finding.Text("message") ?? ""));
            }
        }

        IReadOnlyList<UnreadKind> unread =
        [
            .. root.Mappings("notRead").Select(unread => new UnreadKind(
                unread.Text("kind") ?? "",
                unread.Sequence("namespaces") is { } some ? TextsOf(some) : null,
                unread.Text("reason") ?? "",
                TextsOf(unread.Sequence("silencedRules")),
                unread.Text("objectKind"))),
        ];
        state.Scope = new ScanScope(root.Sequence("scope") is { } scope ? TextsOf(scope) : null, unread) { IsKnown = isKnown };
        return state;
    }

    private void Add(ScannedObject key, KubernetesObject? candidate)
    {
        if (_objects.TryAdd(key, candidate))
        {
            Part(key).Objects.Add(key);
        }
    }

    private void Add(ScannedObject key, ComparedFinding finding) => Part(key).Findings.Add((key, finding));

    private (HashSet<ScannedObject> Objects, List<(ScannedObject, ComparedFinding)> Findings) Part(ScannedObject key)
    {
        if (!_parts.TryGetValue(key.Part, out var part))
        {
            part = _parts[key.Part] = ([], []);
        }

        return part;
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

    /// <summary>The part of a scan that it is in: a Namespace is read with what is in it.</summary>
    internal string Part => this is { Kind: "Namespace", Group: "" } ? Name : Namespace ?? ScanScope.Cluster;

    /// <summary>The object that a report is about.</summary>
    public static ScannedObject Of(ObjectReference reference)
    {
        ArgumentNullException.ThrowIfNull(reference);
        return new ScannedObject(GroupOf(reference.ApiVersion), reference.Kind, reference.Namespace, reference.Name);
    }

    internal static ScannedObject Of(KubernetesObject candidate, string? ns = null) => new(
        candidate.Group, candidate.Kind, candidate.WrittenNamespace ?? (ns is not null && IsNamespaced(candidate) ? ns : null), candidate.Name);

    internal static ScannedObject Of(MappingNode reference) => new(
        GroupOf(reference.Text("apiVersion") ?? ""), reference.Text("kind") ?? "", reference.Text("namespace"), reference.Text("name") ?? "");

    private static string GroupOf(string version) => version.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash ? version[..slash] : "";

    private static bool IsNamespaced(KubernetesObject candidate) => SchemaTable.FindKind(candidate.ApiVersion, candidate.Kind)?.IsNamespaced ?? true;
}
