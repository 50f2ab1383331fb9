using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Secrets;

namespace MicroService.Advisor.Comparison;

/// <summary>Tells which values of an object may be secrets, and so are neither shown nor kept; it would rather hide one too many.</summary>
internal static partial class HiddenText
{
    /// <summary>What stands for such a value.</summary>
    public const string Words = "(not shown)";

    // No known look is shorter; a secret by its name may be.
    private const int ShortestLook = 8;

    // What says where a secret is, and not what: imagePullSecrets: [{name: registry}], secret: {secretName: tls, defaultMode: 0400}.
    private static readonly string[] References = ["name", "secretName", "path", "mode", "defaultMode", "audience", "expirationSeconds"];

    /// <summary>Whether a value may be a secret, by what it or what holds it is called, by what is in it, or by its look.</summary>
    public static bool Hides(ScalarNode value)
    {
        // automountServiceAccountToken: false
        if (value.Kind == ScalarKind.Boolean)
        {
            return false;
        }

        var key = (value.Parent as MappingNode)?.KeyOf(value) ?? "";
        return SecretName.Covers(value, key) || IsInSecrets(value) || IsLogin(value) || Mentions(value.Value)
            || (value.Value.Length >= ShortestLook && SecretShape.Of(key, value.Value) is not null);
    }

    // credentials: {admin: hunter2}, passwords: [hunter2]
    private static bool IsInSecrets(ScalarNode value)
    {
        if (value.Parent is MappingNode mapping && mapping.KeyOf(value) is { } own
            && (References.Contains(own) || (own == "key" && mapping["path"] is not null)))
        {
            return false;
        }

        for (Node node = value; node.Parent is { } parent; node = parent)
        {
            if (parent is MappingNode holder && SecretName.KindOf(holder.KeyOf(node)!.TrimEnd('s')) is not null)
            {
                return true;
            }
        }

        return false;
    }

    // args: [-u, "admin:hunter2"]
    private static bool IsLogin(ScalarNode value) =>
        value.Value.Contains(':', StringComparison.Ordinal)
        && value.Parent is SequenceNode list && list.IndexOf(value) is > 0 and var at && list.Items[at - 1] is ScalarNode { Value: "-u" or "--user" };

    private static bool Mentions(string text) =>
        Setting().Matches(text).Any(static match => SecretName.KindOf(match.Groups["name"].Value.TrimEnd('s')) is not null) || Login().IsMatch(text);

    // PASSWORD=…, "token": "…", X-Api-Key: …, --password …; a name starts where no other goes on, so that each letter is looked at once.
    [GeneratedRegex("""(?<![\w.-])(?:--?)?(?<name>[A-Za-z][\w.-]{0,99})(?:["']?\s{0,9}[:=]\s{0,9}["']?[^\s"',;&]|(?<=(?<!\S)--?[\w.-]{1,100})\s{1,9}[^\s-])""", RegexOptions.CultureInvariant)]
    private static partial Regex Setting();

    // curl -u admin:hunter2
    [GeneratedRegex("""(?<!\S)(?:-u|--user)[\s=]{0,9}["']?[^\s:"']{1,200}:[^\s"']""", RegexOptions.CultureInvariant)]
    private static partial Regex Login();
}
