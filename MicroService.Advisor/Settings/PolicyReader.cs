using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Settings;

/// <summary>Reads settings key by key, and collects every problem.</summary>
internal sealed class PolicyReader(IReadOnlyList<Rule> rules, ProblemList problems)
{
    private const string DateForm = "yyyy-MM-dd";
    private const string Off = "off";
    private const int Version = 1;

    private static readonly string[] RootKeys = ["$schema", "version", "rules", "exclude", "exceptions"];
    private static readonly string[] ExceptionKeys = ["rules", "namespace", "object", "container", "reason", "expires"];

    public AuditPolicy Read(MappingNode root)
    {
        CheckKeys(root, RootKeys, "setting");
        if (root["version"] is { } version && version is not ScalarNode { AsInteger: Version })
        {
            problems.Invalid("version", version.Position, $"The version of settings is {Version}.");
        }

        return new AuditPolicy
        {
            Rules = ReadRules(Collection<MappingNode>(root, "rules", "Write rules as a mapping of rule ids to off, a severity, or a mapping.")),
            ExcludedPaths = [.. ReadPaths(Collection<SequenceNode>(root, "exclude", "Write exclude as a list of paths, such as - charts/**."))],
            Exceptions = [.. ReadExceptions(Collection<SequenceNode>(root, "exceptions", "Write exceptions as a list of mappings with rules and reason."))],
        };
    }

    private Dictionary<string, RulePolicy> ReadRules(MappingNode? written)
    {
        var policies = new Dictionary<string, RulePolicy>(StringComparer.Ordinal);
        CheckDuplicates(written);
        foreach (var entry in written?.Entries ?? [])
        {
            if (FindRule(entry.Key) is not { } rule)
            {
                continue;
            }

            var policy = entry.Value switch
            {
                MappingNode mapping => ReadRule(mapping, rule),
                ScalarNode scalar => ReadSeverity(scalar),
                _ => null,
            };
            if (policy is null)
            {
                var keys = Listed(["severity", .. Names(rule)]);
                problems.Invalid("rule", entry.Value.Position, $"Write off, danger, warning or advice for {rule.Id}, or a mapping with {keys}.");
            }
            else if (!policies.TryAdd(rule.Id, policy))
            {
                problems.Invalid(
                    "duplicate-rule", entry.Key.Position, $"{rule.Id} is set further up already; {entry.Name} is the same rule.");
            }
        }

        return policies;
    }

    private RulePolicy ReadRule(MappingNode written, RuleDefinition rule)
    {
        CheckKeys(written, ["severity", .. Names(rule)], $"setting of {rule.Id}");
        var policy = new RulePolicy();
        if (written["severity"] is { } severity)
        {
            if ((severity is ScalarNode scalar ? ReadSeverity(scalar) : null) is { } read)
            {
                policy = read;
            }
            else
            {
                problems.Invalid("severity", severity.Position, "Write off, danger, warning or advice.");
            }
        }

        var parameters = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var parameter in rule.Parameters)
        {
            if (written[parameter.Name] is not { } value)
            {
                continue;
            }

            if (value is ScalarNode { AsInteger: { } number } && number >= parameter.Least && number <= parameter.Most)
            {
                parameters[parameter.Name] = number;
            }
            else
            {
                problems.Invalid(
                    "parameter", value.Position, $"Write a whole number from {parameter.Least} to {parameter.Most} for {parameter.Name}.");
            }
        }

        return policy with { Parameters = parameters };
    }

    // Null if the text says nothing of the kind. Without quotes YAML takes off for false and on for true.
    private static RulePolicy? ReadSeverity(ScalarNode written) => written switch
    {
        { AsBoolean: false } or { Value: Off } => new RulePolicy { IsOff = true },
        { AsBoolean: true } or { Value: "on" } => new RulePolicy(),
        { Value: "danger" } => new RulePolicy { Severity = Severity.Danger },
        { Value: "warning" } => new RulePolicy { Severity = Severity.Warning },
        { Value: "advice" } => new RulePolicy { Severity = Severity.Advice },
        _ => null,
    };

    private IEnumerable<string> ReadPaths(SequenceNode? written)
    {
        foreach (var item in written?.Items ?? [])
        {
            if (item is not ScalarNode { IsNull: false, Value: { Length: > 0 } path })
            {
                problems.Invalid("path", item.Position, "Write a path from the folder of this file, such as charts/**.");
            }
            else if (path[0] == '/' || path.Contains('\\', StringComparison.Ordinal) || path.Split('/').Contains(".."))
            {
                problems.Invalid(
                    "path", item.Position, "Write the path from the folder of this file, with / between folders and without .. in it.");
            }
            else
            {
                yield return path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
            }
        }
    }

    private IEnumerable<PolicyExemption> ReadExceptions(SequenceNode? written)
    {
        foreach (var item in written?.Items ?? [])
        {
            if (item is not MappingNode mapping)
            {
                problems.Invalid("exception", item.Position, "Write a mapping with rules, reason, and namespace, object or container.");
                continue;
            }

            CheckKeys(mapping, ExceptionKeys, "key of an exception");
            var ids = ReadRuleIds(mapping).ToList();
            var (ns, subject, container) = (Pattern(mapping, "namespace"), Pattern(mapping, "object"), Pattern(mapping, "container"));
            if (!mapping.Has("namespace") && !mapping.Has("object") && !mapping.Has("container"))
            {
                problems.Invalid(
                    "exception",
                    mapping.Position,
                    "Name the namespace, object or container; a rule that is to be off everywhere belongs under rules.");
            }

            if (subject is not null && subject != "*" && !subject.Contains('/', StringComparison.Ordinal))
            {
                problems.Invalid(
                    "object", mapping["object"]!.Position, $"Write kind and name, such as Deployment/{subject} or */{subject}.");
            }

            var reason = mapping.Text("reason");
            if (string.IsNullOrWhiteSpace(reason))
            {
                problems.Invalid(
                    "reason",
                    mapping["reason"]?.Position ?? mapping.Position,
                    "Write a reason: whoever reads the exception later has to know when it can go.");
            }

            yield return new PolicyExemption
            {
                Rules = ids,
                Namespace = ns,
                Object = subject,
                Container = container,
                Reason = reason ?? "",
                Expires = ReadDate(mapping["expires"]),
                Position = mapping.Position,
            };
        }
    }

    private IEnumerable<string> ReadRuleIds(MappingNode exception)
    {
        NodeList<Node> written = exception["rules"] switch
        {
            SequenceNode sequence => sequence.Items,
            ScalarNode { IsNull: false } one => [one],
            _ => [],
        };
        if (written.Count == 0)
        {
            problems.Invalid(
                "exception", exception["rules"]?.Position ?? exception.Position, "Name the rules, such as rules: [readiness-probe].");
        }

        foreach (var item in written)
        {
            if (item is not ScalarNode id)
            {
                problems.Invalid("rule", item.Position, "Write the id of a rule.");
            }
            else if (FindRule(id) is { } rule)
            {
                yield return rule.Id;
            }
        }
    }

    private string? Pattern(MappingNode exception, string key)
    {
        if (exception[key] is { } value and not ScalarNode { IsNull: false, Value.Length: > 0 })
        {
            problems.Invalid("pattern", value.Position, $"Write one {key}; * stands for any letters.");
        }

        return exception.Text(key) is { Length: > 0 } text ? text : null;
    }

    private DateOnly? ReadDate(Node? written)
    {
        if (written is ScalarNode scalar
            && DateOnly.TryParseExact(scalar.Value, DateForm, CultureInfo.InvariantCulture, DateTimeStyles.None, out var date))
        {
            return date;
        }

        if (written is not null)
        {
            problems.Invalid(
                "expires", written.Position, "Write the last day of the exception as year, month and day, such as 2030-01-31.");
        }

        return null;
    }

    private RuleDefinition? FindRule(ScalarNode id)
    {
        if (rules.FirstOrDefault(rule => rule.Definition.HasId(id.Value)) is { } found)
        {
            return found.Definition;
        }

        var hint = DidYouMean(id.Value, rules.Select(rule => rule.Definition.Id), "microservice rules lists them");
        problems.Invalid("unknown-rule", id.Position, $"There is no rule {Wording.Cut(id.Value)}{hint}");
        return null;
    }

    // Null where nothing is written.
    private T? Collection<T>(MappingNode root, string key, string message)
        where T : Node
    {
        if (root[key] is { } value and not T and not ScalarNode { IsNull: true })
        {
            problems.Invalid(key, value.Position, message);
        }

        return root[key] as T;
    }

    private void CheckKeys(MappingNode mapping, string[] known, string what)
    {
        CheckDuplicates(mapping);
        foreach (var key in mapping.Entries.Select(entry => entry.Key).Where(key => !known.Contains(key.Value, StringComparer.Ordinal)))
        {
            var hint = DidYouMean(key.Value, known, $"known are {Listed(known)}");
            problems.Invalid("unknown-key", key.Position, $"There is no {what} {Wording.Cut(key.Value)}{hint}");
        }
    }

    private void CheckDuplicates(MappingNode? mapping)
    {
        foreach (var duplicate in mapping?.Duplicates ?? [])
        {
            problems.Invalid("duplicate-key", duplicate.Key.Position, $"{Wording.Cut(duplicate.Name)} is given further up already. Remove one.");
        }
    }

    private static string DidYouMean(string name, IEnumerable<string> known, string otherwise) =>
        NameDistance.Nearest(name, known).Names is [var nearest, ..] ? $"; did you mean {nearest}?" : $"; {otherwise}.";

    private static IEnumerable<string> Names(RuleDefinition rule) => rule.Parameters.Select(parameter => parameter.Name);

    private static string Listed(string[] names) =>
        names.Length == 1 ? names[0] : $"{string.Join(", ", names.SkipLast(1))} and {names[^1]}";
}
