using MicroService.Advisor.Expressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What expressions of webhooks, admission policies and device selectors may use.</summary>
/// <remarks>k8s.io/apiserver, pkg/admission/plugin/cel/compile.go; k8s.io/dynamic-resource-allocation, cel/compile.go.</remarks>
internal static class PolicyExpressions
{
    private static readonly CelType Kind = CelType.Of(("group", CelType.Text), ("version", CelType.Text), ("kind", CelType.Text));

    private static readonly CelType Resource = CelType.Of(("group", CelType.Text), ("version", CelType.Text), ("resource", CelType.Text));

    private static readonly CelType Request = CelType.Of(
        ("kind", Kind), ("resource", Resource), ("subResource", CelType.Text), ("requestKind", Kind), ("requestResource", Resource),
        ("requestSubResource", CelType.Text), ("name", CelType.Text), ("namespace", CelType.Text), ("operation", CelType.Text),
        ("userInfo", CelType.Of(("username", CelType.Text), ("uid", CelType.Text), ("groups", CelType.List), ("extra", CelType.Map))),
        ("dryRun", CelType.Boolean), ("options", CelType.Any));

    /// <summary>What selectors of devices may use.</summary>
    public static IReadOnlyDictionary<string, CelType> OfDevices { get; } = new Dictionary<string, CelType>(StringComparer.Ordinal)
    {
        ["device"] = CelType.Of(
            ("driver", CelType.Text), ("attributes", CelType.Map), ("capacity", CelType.Map), ("allowMultipleAllocations", CelType.Boolean)),
    };

    /// <summary>What conditions may use; of a policy, its parameters, too.</summary>
    public static Dictionary<string, CelType> Names(bool hasParameters)
    {
        var names = new Dictionary<string, CelType>(StringComparer.Ordinal)
        {
            ["object"] = CelType.Any,
            ["oldObject"] = CelType.Any,
            ["namespaceObject"] = CelType.Any,
            ["authorizer"] = CelType.Any,
            ["request"] = Request,
        };
        if (hasParameters)
        {
            names["params"] = CelType.Any;
        }

        return names;
    }

    /// <summary>Checks the variables of a policy, each of which may use those before it.</summary>
    /// <returns>What the other expressions of the policy may use.</returns>
    public static Dictionary<string, CelType> Declare(MappingNode spec, Dictionary<string, CelType> names, FieldFaults faults)
    {
        var fields = new Dictionary<string, CelType>(StringComparer.Ordinal);
        var all = new Dictionary<string, CelType>(names, StringComparer.Ordinal) { ["variables"] = new CelType(CelKind.Object, Fields: fields) };
        foreach (var variable in spec.Mappings("variables"))
        {
            Check(variable, "expression", all, faults);
            if (variable.Text("name") is not { Length: > 0 } name)
            {
                continue;
            }

            if (!ValidName.IsIdentifier(name))
            {
                faults.Add(variable["name"]!, $"name is {Wording.Quote(name)}. Write letters, digits and underscores, and no digit first: expressions use it behind variables.");
            }
            else if (fields.ContainsKey(name))
            {
                faults.Add(variable["name"]!, $"The variable {name} is listed twice. Rename one.");
            }
            else
            {
                fields[name] = CelCheck.TypeOf(variable.Text("expression") ?? "", all);
            }
        }

        return all;
    }

    /// <summary>Reports an expression that the API server can't compile, or whose result is of another kind.</summary>
    public static void Check(
        MappingNode owner, string field, IReadOnlyDictionary<string, CelType> names, FieldFaults faults, params ReadOnlySpan<CelKind> results)
    {
        if (owner.Text(field) is { Length: > 0 } expression && CelCheck.FaultOf(expression, names, results) is { } fault)
        {
            faults.Add(owner[field]!, $"{field} is no expression that the API server can compile: {fault}.");
        }
    }
}
