using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.CustomResources;

/// <summary>A version of a custom resource.</summary>
/// <param name="Name">The version, such as <c>v1</c>.</param>
/// <param name="IsServed">Whether the API server takes objects of it.</param>
/// <param name="Schema">The schema, or null if there is none.</param>
/// <param name="HasStatus">Whether the status is a subresource, which is dropped when an object is created.</param>
/// <param name="Deprecation">What the API server warns of when an object of a deprecated version is written; null for all other
/// versions.</param>
internal sealed record CustomVersion(string Name, bool IsServed, MappingNode? Schema, bool HasStatus, string? Deprecation);

/// <summary>The kinds that CustomResourceDefinitions define.</summary>
internal sealed class CustomDefinitions
{
    private readonly Dictionary<(string Group, string Kind), List<CustomVersion>> _versions = [];
    private readonly ConcurrentDictionary<string, Pattern> _patterns = new(StringComparer.Ordinal);

    /// <summary>Collects the definitions among some objects; of two for the same kind the first counts.</summary>
    public static CustomDefinitions Of(IEnumerable<KubernetesObject> objects)
    {
        var known = new CustomDefinitions();
        foreach (var definition in objects)
        {
            if (definition is { Kind: "CustomResourceDefinition", ApiVersion: "apiextensions.k8s.io/v1", Spec: { } spec }
                && spec.Text("group") is { } group && spec.Mapping("names")?.Text("kind") is { } kind)
            {
                known._versions.TryAdd((group, kind), [.. spec.Mappings("versions").Select(Read)]);
            }
        }

        return known;
    }

    /// <summary>The version of an object, or null if it is not defined here or not served.</summary>
    public CustomVersion? Find(KubernetesObject candidate)
    {
        if (_versions.Count == 0 || !_versions.TryGetValue((candidate.Group, candidate.Kind), out var versions))
        {
            return null;
        }

        var version = candidate.ApiVersion[(candidate.ApiVersion.IndexOf('/', StringComparison.Ordinal) + 1)..];
        return versions.Find(known => known.Name == version && known.IsServed);
    }

    /// <summary>What is wrong with the version or kind of an object, or null.</summary>
    public (string Field, string Message)? Problem(KubernetesObject candidate)
    {
        if (_versions.Count == 0 || candidate.Group.Length == 0)
        {
            return null;
        }

        if (_versions.TryGetValue((candidate.Group, candidate.Kind), out var versions))
        {
            var served = versions.Where(version => version.IsServed).Select(version => $"{candidate.Group}/{version.Name}").ToList();
            return Find(candidate) is not null ? null
                : ("apiVersion", served.Count == 0 ? $"No version of {candidate.Kind} is served." : $"The definition of {candidate.Kind} does not serve {candidate.ApiVersion}. Write {string.Join(" or ", served)}.");
        }

        // Other kinds of the group may have definitions that are not here.
        var kinds = _versions.Keys.Where(key => key.Group == candidate.Group).Select(key => key.Kind);
        return NameDistance.Nearest(candidate.Kind, kinds) is (0 or 1, [var meant]) ? ("kind", $"{candidate.Group} has no kind {candidate.Kind}. Write {meant}.") : null;
    }

    /// <summary>Whether a text matches a pattern; true if the pattern cannot be told.</summary>
    public bool Matches(string pattern, string text)
    {
        try
        {
            return PatternOf(pattern).Compiled.Value?.IsMatch(text) ?? true;
        }
        catch (RegexMatchTimeoutException)
        {
            return true;
        }
    }

    /// <summary>Whether Go would refuse a pattern; false if it has what only Go knows.</summary>
    public bool IsBroken(string pattern) => PatternOf(pattern).IsBroken.Value;

    private Pattern PatternOf(string pattern) => _patterns.GetOrAdd(
        pattern,
        static pattern => new Pattern(new Lazy<bool>(() => GoPattern.IsBroken(pattern)), new Lazy<Regex?>(() => GoPattern.Compile(pattern))));

    private static CustomVersion Read(MappingNode version) => new(
        version.Text("name") ?? "",
        version.Boolean("served") == true,
        version.Mapping("schema")?.Mapping("openAPIV3Schema"),
        version.Mapping("subresources")?.Mapping("status") is not null,
        version.Boolean("deprecated") != true ? null
            : version.Text("deprecationWarning") is { Length: > 0 } warning ? warning
            : "The definition says that this version is deprecated. Write a newer one.");

    // A definition is judged by all of its patterns; only those that an object has a value for are compiled.
    private sealed record Pattern(Lazy<bool> IsBroken, Lazy<Regex?> Compiled);
}
