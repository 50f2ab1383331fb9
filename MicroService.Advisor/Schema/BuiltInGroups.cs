using System.Buffers;
using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Schema;

/// <summary>Tells which API groups are Kubernetes' own, and what to write instead of a kind that they don't have.</summary>
internal static class BuiltInGroups
{
    private static readonly SearchValues<char> GroupCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-.");
    private static readonly string[] DotlessGroups = ["apps", "autoscaling", "batch", "extensions", "policy"];
    private static readonly SearchValues<char> LabelCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");
    private static readonly SearchValues<char> VersionCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789-");

    /// <summary>
    /// True if only Kubernetes itself could serve the version: its own groups, and names that no custom resource can have, whose group
    /// is a domain.
    /// </summary>
    public static bool Has(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0)
        {
            return true;
        }

        var group = apiVersion.AsSpan(0, slash);
        var version = apiVersion.AsSpan(slash + 1);
        return !group.Contains('.')
            || group.ContainsAnyExcept(GroupCharacters)
            || version.Length == 0
            || !char.IsAsciiLetterLower(version[0])
            || version.ContainsAnyExcept(VersionCharacters)
            || IsServed(apiVersion.AsSpan(0, slash + 1));
    }

    /// <summary>True if only Kubernetes itself could serve an object that says so.</summary>
    public static bool Has(string apiVersion, string kind) => Has(apiVersion) && !IsForeign(apiVersion, kind);

    /// <summary>
    /// True for the file of another tool that looks like an object, such as skaffold's or kubectl's own configuration: it has a group that
    /// Kubernetes never had and that is not a domain, and a kind that is not even misspelt one of Kubernetes'.
    /// </summary>
    public static bool IsForeign(string apiVersion, string kind)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0)
        {
            return apiVersion == "v1" && kind == "Config";
        }

        return kind.Length > 0
            && apiVersion.AsSpan(0, slash) is not ("apps" or "autoscaling" or "batch" or "extensions" or "policy") and var group
            && !group.ContainsAnyExcept(LabelCharacters)
            && IsVersion(apiVersion.AsSpan(slash + 1))
            && NameDistance.Nearest(group.ToString(), DotlessGroups).Distance >= 2
            && NameDistance.Nearest(kind, Kinds().Select(known => known.Name).Distinct()).Distance >= 2;
    }

    /// <summary>What is wrong with a kind that is in no known version, as a fault.</summary>
    public static SchemaFault Unknown(MappingNode root, string apiVersion, string kind, int versions)
    {
        var served = Kinds().Where(known => (known.Versions & versions) != 0).ToList();
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        var group = slash < 0 ? "" : apiVersion[..slash];
        var isServed = served.Exists(known => known.ApiVersion == apiVersion);
        var problem = isServed ? $"{apiVersion} has no kind {Wording.Cut(kind)}."
            : served.Exists(known => GroupOf(known) == group) ? $"Kubernetes does not serve the version {Wording.Cut(apiVersion)}."
            : $"Kubernetes has no API {Wording.Cut(apiVersion)}.";
        // The later version of a kind that has several is the one to use.
        if (served.FindLast(known => known.Name == kind && GroupOf(known) == group) is { ApiVersionText: > 0 } same && !isServed)
        {
            return new SchemaFault(FaultKind.Kind, root["apiVersion"] ?? root, $"{problem} Write apiVersion: {same.ApiVersion}.");
        }

        if (served.Where(known => known.Name == kind).ToList() is [.., var home] homes)
        {
            var repair = homes.Count == 1 && root["apiVersion"] is { } written ? Repair.Replace(written, home.ApiVersion) : null;
            return new SchemaFault(FaultKind.Kind, root["apiVersion"] ?? root, $"{problem} Write apiVersion: {home.ApiVersion}.", repair);
        }

        var candidates = isServed ? served.Where(known => known.ApiVersion == apiVersion) : served;
        if (NameDistance.Nearest(kind, candidates.Select(known => known.Name).Distinct()).Names is [var nearest])
        {
            var repair = isServed && root["kind"] is { } written ? Repair.Replace(written, nearest) : null;
            return new SchemaFault(FaultKind.Kind, root["kind"] ?? root, $"{problem} Write kind: {nearest}.", repair);
        }

        return new SchemaFault(
            FaultKind.Kind, root[isServed ? "kind" : "apiVersion"] ?? root, $"{problem} Take both from the output of kubectl api-resources.");
    }

    // As Kubernetes and those who follow it number versions: v1, v2beta1.
    private static bool IsVersion(ReadOnlySpan<char> version) =>
        version is ['v', _, ..] && char.IsAsciiDigit(version[1]) && char.IsAsciiDigit(version[^1]) && !version.ContainsAnyExcept(VersionCharacters);

    private static bool IsServed(ReadOnlySpan<char> group)
    {
        for (var i = 0; i < SchemaTable.KindCount; i++)
        {
            var apiVersion = SchemaTable.Text(SchemaTable.Kind(i).ApiVersionText);
            if (apiVersion.Length > group.Length && Ascii.Equals(apiVersion[..group.Length], group))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether an object may be Kubernetes' own by the one of apiVersion and kind that it has.</summary>
    public static bool Knows(string? apiVersion, string? kind) =>
        apiVersion is { Length: > 0 } ? Has(apiVersion) : Kinds().Any(known => known.Name == kind);

    /// <summary>The apiVersion of a kind that only one of the newest version's has; otherwise null.</summary>
    public static string? OnlyVersionOf(string kind)
    {
        var newest = 1 << (KubernetesVersion.Newest.Minor - KubernetesVersion.Oldest.Minor);
        return Kinds().Where(known => known.Name == kind && (known.Versions & newest) != 0).ToList() is [var only] ? only.ApiVersion : null;
    }

    private static IEnumerable<SchemaKind> Kinds() => Enumerable.Range(0, SchemaTable.KindCount).Select(SchemaTable.Kind);

    private static string GroupOf(SchemaKind kind) =>
        kind.ApiVersion is var apiVersion && apiVersion.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? apiVersion[..slash] : "";
}
