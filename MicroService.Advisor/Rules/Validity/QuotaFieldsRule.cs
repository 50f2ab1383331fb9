using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Quotas and ranges limit resources that exist, with bounds in order.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, ValidateResourceQuotaSpec and ValidateLimitRange.</remarks>
public sealed class QuotaFieldsRule() : FieldsRule("ResourceQuota", "LimitRange")
{
    private static readonly string[] Scopes =
        ["Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity", "VolumeAttributesClass"];

    private static readonly string[] Defaults = ["default", "defaultRequest"];

    private static readonly string[] Bounds = ["max", "min", "default", "defaultRequest", "maxLimitRequestRatio"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "quota-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Quotas and limit ranges limit resources that exist, with bounds in order",
        Why = "The API server refuses a quota or range for a resource that it does not know, a scope that does not suit the resources, and a minimum above a default or maximum. Without it the namespace has no limits at all.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/policy/resource-quotas/"),
        Checklist = "requests and limits",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Spec is not { } spec)
        {
            return;
        }

        if (candidate.Kind == "ResourceQuota")
        {
            CheckHard(spec.Mapping("hard"), faults);
            CheckScopes(spec, faults);
            return;
        }

        var types = new HashSet<string>(StringComparer.Ordinal);
        foreach (var limit in spec.Mappings("limits"))
        {
            CheckLimit(limit, types, faults);
        }
    }

    private static void CheckHard(MappingNode? hard, FieldFaults faults)
    {
        foreach (var entry in hard?.Entries ?? [])
        {
            var name = entry.Name;
            if (!ValidName.IsQualifiedName(name) || (!name.Contains('/', StringComparison.Ordinal) && !ResourceName.IsOfQuota(name)))
            {
                faults.Add(entry.Key, $"{Wording.Quote(name)} is nothing that a quota limits. Write a name such as requests.cpu, limits.memory or pods, or count/ and the plural name of a resource.");
            }
            else if (Quantity.Of(entry.Value) is { } amount)
            {
                if (amount.Value < 0)
                {
                    faults.Add(entry.Value, $"{name} is {entry.Value}. Write 0 or more.");
                }
                else if (ResourceName.IsWhole(name) && decimal.Truncate(amount.Value) != amount.Value)
                {
                    faults.Add(entry.Value, $"{name} is {entry.Value}. Write a whole number.");
                }
            }
        }
    }

    private static void CheckScopes(MappingNode spec, FieldFaults faults)
    {
        var resources = (spec.Mapping("hard")?.Entries ?? []).Select(entry => entry.Name).Where(ResourceName.IsOfQuota).ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var scope in spec.Sequence("scopes")?.Items ?? [])
        {
            CheckScope(scope, resources, seen, faults);
        }

        seen.Clear();
        foreach (var expression in spec.Mapping("scopeSelector")?.Mappings("matchExpressions") ?? [])
        {
            if (expression["scopeName"] is { } scope)
            {
                CheckScope(scope, resources, seen, faults);
            }

            var comparison = expression.Text("operator");
            switch (comparison)
            {
                case "In" or "NotIn":
                    faults.Need(expression, "values", $"values is missing. The operator {comparison} compares with at least one value.");
                    break;
                case "Exists" or "DoesNotExist" when expression.Sequence("values") is { Items.Count: > 0 } values:
                    faults.Add(values, $"The operator {comparison} takes no values. Remove them.");
                    break;
            }

            if (expression.Text("scopeName") is ("BestEffort" or "NotBestEffort" or "Terminating" or "NotTerminating" or "CrossNamespacePodAffinity")
                && comparison is { Length: > 0 } and not "Exists")
            {
                faults.Add(expression["operator"]!, $"The scope {expression.Text("scopeName")} has no values. Write the operator Exists, without values.");
            }
        }
    }

    private static void CheckScope(Node node, List<string> resources, HashSet<string> seen, FieldFaults faults)
    {
        if (node is not ScalarNode scalar)
        {
            return;
        }

        var scope = scalar.Value;
        if (!Scopes.Contains(scope))
        {
            faults.OneOf(node, Scopes);
            return;
        }

        var other = scope.StartsWith("Not", StringComparison.Ordinal) ? scope[3..] : $"Not{scope}";
        seen.Add(scope);
        if (seen.Contains(other))
        {
            faults.Add(node, $"No pod is in both scopes, {other} and {scope}. Remove one.");
        }
        else if (resources.Find(resource => !ResourceName.HasScope(resource, scope)) is { } odd)
        {
            faults.Add(node, $"The scope {scope} does not suit {odd}. Remove one of them, or write a quota of its own.");
        }
    }

    private static void CheckLimit(MappingNode limit, HashSet<string> types, FieldFaults faults)
    {
        var type = limit.Text("type") ?? "";
        if (type.Length == 0)
        {
            faults.Need(limit, "type", "type is missing. Write Container, Pod or PersistentVolumeClaim.");
        }
        else if (!ValidName.IsQualifiedName(type) || (!type.Contains('/', StringComparison.Ordinal) && type is not ("Container" or "Pod" or "PersistentVolumeClaim")))
        {
            faults.Add(limit["type"]!, $"type is {Wording.Quote(type)}. Write Container, Pod or PersistentVolumeClaim.");
        }
        else if (!types.Add(type))
        {
            faults.Add(limit["type"]!, $"The limits of type {type} stand here a second time. Write them into one item.");
        }

        foreach (var field in Defaults.Where(field => type == "Pod" && FieldFaults.IsFilled(limit[field])))
        {
            faults.Add(limit[field]!, $"Pods as a whole get no defaults. Write {field} into the limits of type Container.");
        }

        if (type == "PersistentVolumeClaim" && limit.Mapping("min")?["storage"] is null && limit.Mapping("max")?["storage"] is null)
        {
            faults.Missing(limit, null, "The limits of claims say nothing of storage. Write min.storage, max.storage or both.");
        }

        foreach (var entry in Bounds.SelectMany(field => limit.Mapping(field)?.Entries ?? []))
        {
            var name = entry.Name;
            if (!ValidName.IsQualifiedName(name)
                || (!name.Contains('/', StringComparison.Ordinal) && !(type is "Container" or "Pod" ? ResourceName.MayBeRequested(name) : ResourceName.IsStandard(name))))
            {
                faults.Add(entry.Key, $"{Wording.Quote(name)} is not a resource of a {type}. Write {(type == "PersistentVolumeClaim" ? "storage" : "cpu, memory or ephemeral-storage")}, or a resource with its domain.");
            }
        }

        foreach (var name in Bounds.SelectMany(field => limit.Mapping(field)?.Entries ?? []).Select(entry => entry.Name).Distinct(StringComparer.Ordinal))
        {
            CheckOrder(limit, type, name, faults);
        }
    }

    // As the server does, which fills in the defaults of containers first: a limit from the maximum, then a request from the limit, else
    // the minimum.
    private static void CheckOrder(MappingNode limit, string type, string name, FieldFaults faults)
    {
        Node? Find(string field) => limit.Mapping(field)?.FindWritten(name)?.Value;
        var (max, min, standard, request, ratio) = (Find("max"), Find("min"), Find("default"), Find("defaultRequest"), Find("maxLimitRequestRatio"));
        if (type == "Container")
        {
            standard ??= max;
            request ??= standard ?? min;
        }

        var isInOrder = InOrder(min, max) && InOrder(min, request) && InOrder(request, max) && InOrder(request, standard) && InOrder(min, standard) && InOrder(standard, max);
        if (ratio is null || Amount(ratio) is not { } most)
        {
            return;
        }

        if (most < 1)
        {
            faults.Add(ratio, $"maxLimitRequestRatio of {name} is {ratio}. A limit is never below its request: write 1 or more.");
        }
        else if (isInOrder && Amount(min) is { } least and > 0 && Amount(max) is { } largest && most > largest / least)
        {
            faults.Add(ratio, $"maxLimitRequestRatio of {name} is {ratio}, but max is only {largest / least:0.##} times min. Write a smaller ratio, or remove it.");
        }

        bool InOrder(Node? lower, Node? upper)
        {
            if (lower is null || upper is null || lower == upper || Amount(lower) is not { } low || Amount(upper) is not { } high || low <= high)
            {
                return true;
            }

            // The fields that a person wrote, where one was filled in from the other.
            var (least, most) = (FieldFaults.FieldOf(lower.Parent!), FieldFaults.FieldOf(upper.Parent!));
            faults.Add(lower, $"{least} of {name} is {lower} and {most} {upper}. Write a {least} of at most {most}.");
            return false;
        }
    }

    // Null counts as zero.
    private static decimal? Amount(Node? node) => node is ScalarNode { IsNull: true } ? 0 : Quantity.Of(node)?.Value;
}
