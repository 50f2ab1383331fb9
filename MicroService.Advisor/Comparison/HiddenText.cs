using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Secrets;

namespace MicroService.Advisor.Comparison;

/// <summary>Tells which values of an object may be secrets, and so are neither shown nor kept; it would rather hide one too many.</summary>
internal static class HiddenText
{
    /// <summary>What stands for such a value.</summary>
    public const string Words = "(not shown)";

    // No known look is shorter; a secret by its name may be.
    private const int ShortestLook = 8;

    /// <summary>Whether a value may be a secret, by what it is called or by its look.</summary>
    public static bool Hides(ScalarNode value)
    {
        // automountServiceAccountToken: false
        if (value.Kind == ScalarKind.Boolean)
        {
            return false;
        }

        var key = (value.Parent as MappingNode)?.KeyOf(value) ?? "";
        return SecretName.Covers(value, key) || IsSetting(value.Value) || (value.Value.Length >= ShortestLook && Looks(key, value.Value));
    }

    private static bool Looks(string key, string text) =>
        text.Contains('\n', StringComparison.Ordinal) ? SettingLine.SecretsIn(text).Any() : SecretShape.Of(key, text) is not null;

    // --password=…, export TOKEN=…
    private static bool IsSetting(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var end && SecretName.KindOf(text[..end]) is not null;
}
