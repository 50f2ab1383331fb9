using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.DryRuns;

/// <summary>Tells who rejects an object, or warns of it, and which field it is about.</summary>
public static partial class VerdictReader
{
    /// <summary>What a server said of an object.</summary>
    public static IReadOnlyList<ClusterVerdict> Read(KubernetesObject candidate, DryRunAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(answer);
        var said = answer.Status is { } status ? Refusals(candidate, status) : [];
        return [.. said.Concat(answer.Warnings.Select(text => Warning(candidate, text))).Distinct()];
    }

    /// <summary>Whether the caller may not ask, which says nothing of the object.</summary>
    public static bool IsAboutTheCaller(ApiStatus status)
    {
        ArgumentNullException.ThrowIfNull(status);
        return status.Code == 403 && CallerForbidden().IsMatch(status.Message);
    }

    private static IEnumerable<ClusterVerdict> Refusals(KubernetesObject candidate, ApiStatus status)
    {
        var kind = KindOf(status.Message);
        if (kind == ClusterVerdictKind.PodSecurity)
        {
            return [new ClusterVerdict(kind, PodOf(candidate), Visible(candidate, status.Message, status.Reason))];
        }

        var fields = status.Causes.Where(cause => cause.Field is { Length: > 0 } and not "<nil>").ToList();
        if (fields.Count > 0)
        {
            return fields.Select(cause => new ClusterVerdict(
                kind,
                PlaceOf(candidate, cause.Field!),
                kind == ClusterVerdictKind.Refusal || fields.Count > 1
                    ? Visible(candidate, $"{cause.Field!.TrimStart('.')}: {cause.Message}", cause.Reason, cause.Field)
                    : Visible(candidate, status.Message, status.Reason)));
        }

        var decoded = (status.Message.Contains("typed patch object", StringComparison.Ordinal) ? PatchField() : StrictField()).Matches(status.Message)
            .Select(match => (Field: match.Groups["field"].Value, Text: match.Value.TrimStart('.'))).ToList();
        return decoded.Count > 0
            ? decoded.Select(part => new ClusterVerdict(kind, PlaceOf(candidate, part.Field), part.Text))
            : [new ClusterVerdict(kind, candidate.Anchor, Visible(candidate, status.Message, status.Reason))];
    }

    private static ClusterVerdictKind KindOf(string message) => message switch
    {
        _ when message.Contains("violates PodSecurity", StringComparison.Ordinal) => ClusterVerdictKind.PodSecurity,
        _ when Denied().IsMatch(message) => ClusterVerdictKind.Admission,
        _ when NoRoom().IsMatch(message) => ClusterVerdictKind.Quota,
        _ => ClusterVerdictKind.Refusal,
    };

    private static ClusterVerdict Warning(KubernetesObject candidate, string text)
    {
        var field = LeadingField().Match(text) is { Success: true } leading ? leading.Groups["field"].Value
            : StrictField().Match(text) is { Success: true } unknown ? unknown.Groups["field"].Value
            : null;
        var node = field is not null ? PlaceOf(candidate, field)
            : text.Contains("PodSecurity", StringComparison.Ordinal) ? PodOf(candidate)
            : candidate.ApiVersion.Length > 0 && text.StartsWith(candidate.ApiVersion, StringComparison.Ordinal) ? candidate.Root["apiVersion"] ?? candidate.Anchor
            : candidate.Anchor;
        return new ClusterVerdict(ClusterVerdictKind.Warning, node, Visible(candidate, text, "warning"));
    }

    private static Node PlaceOf(KubernetesObject candidate, string field) =>
        FieldPath.Resolve(candidate.Root, field) is var node && ReferenceEquals(node, candidate.Root) ? candidate.Anchor : node;

    private static Node PodOf(KubernetesObject candidate) => candidate.Workload?.PodSpec ?? (Node?)candidate.Spec ?? candidate.Anchor;

    // The server repeats values, and those of a Secret are in no report.
    private static string Visible(KubernetesObject candidate, string message, string? reason, string? field = null) =>
        candidate is { Kind: "Secret", Group: "" } ? $"{(field is null ? "" : $"{field.TrimStart('.')}: ")}{reason ?? "rejected"}" : message;

    [GeneratedRegex("""is forbidden: User "[^"]*" cannot [a-z]+ resource """)]
    private static partial Regex CallerForbidden();

    [GeneratedRegex("""admission webhook "[^"]*" denied the request|failed calling webhook|ValidatingAdmissionPolicy '[^']*'""")]
    private static partial Regex Denied();

    [GeneratedRegex("exceeded quota:|failed quota:|insufficient quota|(minimum|maximum) \\S+ usage per |limit to request ratio per ")]
    private static partial Regex NoRoom();

    [GeneratedRegex("""(unknown|duplicate) field "(?<field>[^"]+)"|field "(?<field>[^"]+)" already set""")]
    private static partial Regex StrictField();

    [GeneratedRegex("""(?<field>\.[A-Za-z][^\s:\[]*(\[[^\]]*\][^\s:\[]*)*): (?<text>[^\n]+?)(?=\n|$|, \.)""")]
    private static partial Regex PatchField();

    [GeneratedRegex("""^(?<field>(spec|metadata|data|status)[.\[][^\s:]*): """)]
    private static partial Regex LeadingField();
}
