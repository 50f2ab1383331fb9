using System.Text.RegularExpressions;

namespace MicroService.Advisor.Manifests;

/// <summary>Variables of a template that envsubst, or Flux after a build, puts the values in for: what will stand there is not known.</summary>
internal static partial class Placeholder
{
    /// <summary>The first variable of a value, such as <c>${NAME}</c>; null if it has none.</summary>
    public static string? In(Node node) =>
        node is ScalarNode { IsNull: false } scalar && scalar.Value.Contains('$', StringComparison.Ordinal)
        && Variable().Match(scalar.Value) is { Success: true } variable
            ? variable.Value
            : null;

    // ${NAME}, ${NAME:-default}; $NAME only if nothing else stands there.
    [GeneratedRegex(@"\$\{[A-Za-z_]\w{0,100}(:?[-=?+][^}\n]{0,100})?\}|^\$[A-Za-z_]\w{0,100}$", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
