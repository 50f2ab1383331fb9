using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>A replacement of a kustomization: it copies a value from one object into fields of others, whatever these say.</summary>
/// <param name="Source">The file that it is written in.</param>
/// <param name="Root">Its tree.</param>
internal sealed record Replacement(string Source, MappingNode Root)
{
    /// <summary>Where it writes the field that these steps lead to, or one around it; null if it does not.</summary>
    /// <param name="steps">Keys and indices from the root.</param>
    /// <param name="built">The object.</param>
    /// <param name="sourceName">The name that it had before the build.</param>
    public SourcePlace? Writes(IReadOnlyList<string> steps, MappingNode built, string sourceName)
    {
        foreach (var target in Root.Mappings("targets").Where(target => target.Mapping("select") is { } select && Selects(select, built, sourceName)
            && !target.Mappings("reject").Any(reject => Selects(reject, built, sourceName))))
        {
            var paths = target.Sequence("fieldPaths")?.Items.OfType<ScalarNode>() ?? [];
            if (paths.FirstOrDefault(path => LeadsTo(path.Value, steps, built)) is { } writing)
            {
                return new SourcePlace(Source, writing.Position);
            }
        }

        return null;
    }

    private static bool Selects(MappingNode select, MappingNode built, string sourceName)
    {
        var metadata = built.Mapping("metadata");
        var (group, version) = (built.Text("apiVersion") ?? "").Split('/') is [var named, var number] ? (named, number) : ("", built.Text("apiVersion") ?? "");
        return Patch.Matches(select.Text("kind"), built.Text("kind") ?? "")
            && Patch.Matches(select.Text("group"), group) && Patch.Matches(select.Text("version"), version)
            && (Patch.Matches(select.Text("name"), sourceName) || Patch.Matches(select.Text("name"), metadata?.Text("name") ?? ""))
            && Patch.Matches(select.Text("namespace"), metadata?.Text("namespace") ?? "default");
    }

    private static bool LeadsTo(string path, IReadOnlyList<string> steps, Node built)
    {
        var at = (Node?)built;
        var parts = PartsOf(path);
        for (var i = 0; i < parts.Count; i++)
        {
            if (i >= steps.Count || !IsStep(parts[i], steps[i], at))
            {
                return false;
            }

            at = at is SequenceNode list && int.TryParse(steps[i], out var index) && index < list.Items.Count ? list.Items[index] : (at as MappingNode)?[steps[i]];
        }

        return parts.Count > 0;
    }

    // [name=web] chooses an item by a field, and * all of them.
    private static bool IsStep(string part, string step, Node? at) =>
        part == step || part == "*"
        || (part is ['[', .. var condition, ']'] && condition.Split('=', 2) is [var key, var value]
            && at is SequenceNode list && int.TryParse(step, out var index) && index < list.Items.Count && list.Items[index] is MappingNode item && item.Text(key) == value);

    // Points within brackets, and behind a backslash, separate nothing.
    private static List<string> PartsOf(string path)
    {
        var (parts, part, isInside) = (new List<string>(), new StringBuilder(), false);
        for (var i = 0; i < path.Length; i++)
        {
            if (path[i] == '.' && !isInside)
            {
                parts.Add(part.ToString());
                part.Clear();
                continue;
            }

            isInside = path[i] == '[' || (isInside && path[i] != ']');
            i += path[i] == '\\' && i + 1 < path.Length ? 1 : 0;
            part.Append(path[i]);
        }

        parts.Add(part.ToString());
        return parts;
    }
}
