using System.Runtime.CompilerServices;
using System.Globalization;
using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>A label selector, with <c>matchLabels</c> and <c>matchExpressions</c> or in the plain form of a Service.</summary>
public sealed class LabelSelector
{
    private readonly MappingNode? _equal;
    private readonly IReadOnlyList<MappingNode> _expressions;
    private Dictionary<MappingNode, HashSet<string>>? _values;
    private StrongBox<bool>? _isOfProgramsOnly;

    private LabelSelector(MappingNode? equal, IReadOnlyList<MappingNode> expressions)
    {
        _equal = equal;
        _expressions = expressions;
    }

    /// <summary>True if the selector has no requirement: it then selects everything (or, in a Service, nothing).</summary>
    public bool IsEmpty => _equal is not { Entries.Count: > 0 } && _expressions.Count == 0;

    /// <summary>
    /// The labels that the templates of everything selected have: what an index can go by. Those that controllers and programs set are in no
    /// template, unless a selector asks for what programs set alone.
    /// </summary>
    internal IEnumerable<(string Key, string Value)> RequiredLabels =>
        from entry in _equal?.Entries ?? []
        where entry.Value is ScalarNode && (!IsSetLater(entry.Name) || IsOfProgramsOnly)
        select (entry.Name, ((ScalarNode)entry.Value).Value);

    // Labels that programs set do not tell whose pods are selected. A box, as audits read it on several threads.
    private bool IsOfProgramsOnly => (_isOfProgramsOnly ??= new(AskedKeys.Any() && AskedKeys.All(ProgramLabels.Knows))).Value;

    /// <summary>
    /// The values of which the templates of everything selected have one, by the first expression that lists them; null if none does.
    /// </summary>
    internal (string Key, IEnumerable<string> Values)? ListedValues =>
        _expressions.FirstOrDefault(expression => expression.Text("operator") == "In" && expression.Text("key") is { } key && !IsSetLater(key)) is { } first
            ? (first.Text("key")!, (first.Sequence("values")?.Items ?? []).OfType<ScalarNode>().Select(value => value.Value))
            : null;

    /// <summary>True if the selector picks single pods of a workload, by labels that its controller sets.</summary>
    internal bool TellsPodsApart =>
        (_equal?.Entries.Any(entry => ControllerLabels.TellsPodsApart(entry.Name)) ?? false)
        || _expressions.Any(expression => expression.Text("key") is { } key && ControllerLabels.TellsPodsApart(key));

    /// <summary>The labels that the selector names, of an expression with several values each.</summary>
    internal IEnumerable<(string Key, string Value)> NamedLabels =>
        (_equal?.Entries ?? []).Where(entry => entry.Value is ScalarNode).Select(entry => (entry.Name, ((ScalarNode)entry.Value).Value))
            .Concat(_expressions.Where(expression => expression.Text("operator") == "In").SelectMany(expression =>
                (expression.Sequence("values")?.Items.OfType<ScalarNode>() ?? []).Select(value => (expression.Text("key") ?? "", value.Value))));

    /// <summary>The same for selectors that say the same in the same order.</summary>
    internal string Signature => field ??= Sign();

    /// <summary>A selector of the form that workloads, budgets and network policies have; null gives one that is empty.</summary>
    public static LabelSelector Of(MappingNode? node) => new(node?.Mapping("matchLabels"), [.. node?.Mappings("matchExpressions") ?? []]);

    /// <summary>A selector of the form that Services and ReplicationControllers have.</summary>
    public static LabelSelector OfLabels(MappingNode? labels) => new(labels, []);

    /// <summary>True if the labels meet every requirement (Kubernetes documentation, Labels and Selectors).</summary>
    public bool Matches(MappingNode? labels) => Matches(labels, workload: null, countsPrograms: false);

    /// <summary>True if labels of which only some are known could meet every requirement.</summary>
    internal bool CouldMatch(MappingNode labels, params ReadOnlySpan<string> known)
    {
        foreach (var entry in _equal?.Entries ?? [])
        {
            if (known.Contains(entry.Name) && labels.Text(entry.Name) != (entry.Value as ScalarNode)?.Value)
            {
                return false;
            }
        }

        foreach (var expression in _expressions)
        {
            if (known.Contains(expression.Text("key") ?? "") && !Meets(expression, labels, workload: null, countsPrograms: false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>
    /// True if pods of the workload meet every requirement, with the labels of their template and those that controllers and programs set.
    /// </summary>
    public bool Matches(Workload workload)
    {
        ArgumentNullException.ThrowIfNull(workload);
        return Matches(workload.PodLabels, workload, countsPrograms: true);
    }

    /// <summary>True if all pods of the workload meet every requirement, whatever labels their programs set.</summary>
    internal bool MatchesAll(Workload workload) => Matches(workload.PodLabels, workload, countsPrograms: false);

    private bool Matches(MappingNode? labels, Workload? workload, bool countsPrograms)
    {
        foreach (var entry in _equal?.Entries ?? [])
        {
            var wanted = (entry.Value as ScalarNode)?.Value;
            if (labels?[entry.Name] is ScalarNode label
                ? label.Value != wanted
                : workload is null || wanted is null || !MaySet(workload, entry.Name, wanted, countsPrograms))
            {
                return false;
            }
        }

        foreach (var expression in _expressions)
        {
            if (!Meets(expression, labels, workload, countsPrograms))
            {
                return false;
            }
        }

        return workload is null || !IsOfProgramsOnly || AskedKeys.Any(key => labels?[key] is not null);
    }

    private static bool IsSetLater(string key) => ControllerLabels.Knows(key) || ProgramLabels.Knows(key);

    private static bool MaySet(Workload workload, string key, string? value, bool countsPrograms) =>
        ControllerLabels.MaySet(workload, key, value) || (countsPrograms && ProgramLabels.MaySet(workload, key, value));

    private IEnumerable<string> AskedKeys => (_equal?.Entries ?? []).Select(entry => entry.Name)
        .Concat(_expressions.Where(expression => expression.Text("operator") is "In" or "Exists").Select(expression => expression.Text("key") ?? ""));

    // Quoted, so that no value can look like two.
    private string Sign()
    {
        var text = new StringBuilder();
        foreach (var entry in _equal?.Entries ?? [])
        {
            text.Append('=');
            Write(text, entry.Name);
            Write(text, TextOf(entry.Value));
        }

        foreach (var expression in _expressions)
        {
            text.Append('?');
            Write(text, TextOf(expression["key"]));
            Write(text, TextOf(expression["operator"]));
            foreach (var value in expression.Sequence("values")?.Items ?? [])
            {
                Write(text, TextOf(value));
            }
        }

        return text.ToString();
    }

    private static string? TextOf(Node? node) => (node as ScalarNode)?.Value;

    private static void Write(StringBuilder text, string? value)
    {
        text.Append(CultureInfo.InvariantCulture, $"{value?.Length ?? -1}:").Append(value).Append(';');
    }

    private bool Meets(MappingNode expression, MappingNode? labels, Workload? workload, bool countsPrograms)
    {
        var key = expression.Text("key") ?? "";
        var value = (labels?[key] as ScalarNode)?.Value;
        bool IsSet(string? wanted) => value is null && workload is not null && MaySet(workload, key, wanted, countsPrograms);
        return expression.Text("operator") switch
        {
            "In" => value is not null ? ValuesOf(expression).Contains(value) : ValuesOf(expression).Any(IsSet),
            "NotIn" => value is null || !ValuesOf(expression).Contains(value),
            "Exists" => value is not null || IsSet(null),
            // Labels that programs set are not on all pods, nor at all times.
            "DoesNotExist" => value is null && !(workload is not null && ControllerLabels.MaySet(workload, key, null)),
            _ => false,
        };
    }

    // A policy may list hundreds of values, and hundreds of pods are compared with them.
    private HashSet<string> ValuesOf(MappingNode expression)
    {
        if (_values is not { } known || !known.TryGetValue(expression, out var values))
        {
            values = (expression.Sequence("values")?.Items.OfType<ScalarNode>() ?? []).Select(value => value.Value).ToHashSet(StringComparer.Ordinal);
            _values = new(_values ?? [], ReferenceEqualityComparer.Instance) { [expression] = values };
        }

        return values;
    }
}
