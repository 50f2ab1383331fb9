using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Environment variables by which a language runtime is told how much memory it may use.</summary>
internal static class RuntimeVariable
{
    /// <summary>The text of a variable, or null if there is none or it comes from elsewhere.</summary>
    public static ScalarNode? Literal(Container container, string name) => container.Variable(name)?.Scalar("value");

    /// <summary>True if the variable is given a value of any kind; from a ConfigMap or field, which one can't be told.</summary>
    public static bool IsSet(Container container, string name) => container.Variable(name) is { } variable && (variable.Scalar("value") is not null || variable.Mapping("valueFrom") is not null);

    /// <summary>True if whole ConfigMaps or Secrets become variables, so that which there are can't be told.</summary>
    public static bool MayComeFromElsewhere(Container container) => container.Node.Mappings("envFrom").Any();

    /// <summary>True if the container has a variable whose name starts so.</summary>
    public static bool AnyStartsWith(Container container, params ReadOnlySpan<string> prefixes)
    {
        foreach (var variable in container.Environment)
        {
            foreach (var prefix in prefixes)
            {
                if (variable.Text("name")?.StartsWith(prefix, StringComparison.Ordinal) == true)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Gives a variable a value, in place if it is there with one.</summary>
    public static Fix Write(this Fix fix, Container container, string name, string value) => container.Variable(name) is { } variable
        ? fix.Set(variable, ["value"], value)
        : fix.Append(container.Node, ["env"], MappingNode.Of(("name", name), ("value", value)));
}
