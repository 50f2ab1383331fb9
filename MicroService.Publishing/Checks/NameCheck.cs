using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Publishing.Checks;

/// <summary>Names, labels and keys are valid for the API server.</summary>
internal static partial class NameCheck
{
    private const int LongestName = 253;
    private const int LongestLabel = 63;

    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph) =>
        graph.Objects.SelectMany(candidate =>
            from check in Names(candidate).Concat(Labels(candidate)).Concat(Keys(candidate))
            where check.Problem is not null
            select new CheckProblem(candidate.ToString(), check.Node.PointerFrom(candidate.Root), check.Problem));

    private static IEnumerable<(Node Node, string? Problem)> Names(KubernetesObject candidate)
    {
        var name = candidate.Name;
        // Names of pods derive from the workload's, and Services become DNS names: both are stricter than a subdomain.
        yield return (candidate.Anchor, candidate.Kind switch
        {
            "Service" => Label(name, startsWithLetter: true),
            "Namespace" or "StatefulSet" or "Job" => Label(name),
            _ => name.Length <= LongestName && name.Split('.').All(part => Label(part) is null) ? null : $"'{name}' is no DNS subdomain (RFC 1123).",
        });
        foreach (var container in candidate.Workload?.Containers ?? [])
        {
            yield return (container.Node, Label(container.Name));
            foreach (var port in container.Ports.Where(port => port.Has("name")))
            {
                yield return (port, PortName().IsMatch(port.Text("name") ?? "") ? null : $"'{port.Text("name")}' is no port name (RFC 6335): at most 15 lower-case letters, digits and dashes.");
            }
        }

        foreach (var volume in candidate.Workload?.PodSpec.Mappings("volumes") ?? [])
        {
            yield return (volume, Label(volume.Text("name") ?? ""));
        }
    }

    private static IEnumerable<(Node Node, string? Problem)> Labels(KubernetesObject candidate) =>
        from labels in new[] { candidate.Labels, candidate.Workload?.PodLabels }
        from entry in labels?.Entries ?? []
        let value = (entry.Value as ScalarNode)?.Value ?? ""
        select ((Node)entry.Value, !LabelKey().IsMatch(entry.Name) ? $"'{entry.Name}' is no label key."
            : value.Length > LongestLabel || !LabelValue().IsMatch(value) ? $"'{value}' is no label value: at most 63 letters, digits, dashes, underscores and dots."
            : null);

    private static IEnumerable<(Node Node, string? Problem)> Keys(KubernetesObject candidate) =>
        from entry in candidate.Kind is "ConfigMap" or "Secret" ? candidate.Root.Mapping("data")?.Entries ?? [] : []
        select ((Node)entry.Value, entry.Name.Length <= LongestName && DataKey().IsMatch(entry.Name) ? null : $"'{entry.Name}' is no key: letters, digits, dashes, underscores and dots.");

    private static string? Label(string name, bool startsWithLetter = false) =>
        name.Length > LongestLabel || !DnsLabel().IsMatch(name) || (startsWithLetter && !char.IsAsciiLetter(name[0]))
            ? $"'{name}' is no DNS label: at most 63 lower-case letters, digits and dashes."
            : null;

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex DnsLabel();

    [GeneratedRegex("^(?=.{1,15}$)(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]*[a-z0-9])?$")]
    private static partial Regex PortName();

    [GeneratedRegex("^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$")]
    private static partial Regex LabelKey();

    [GeneratedRegex("^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$")]
    private static partial Regex LabelValue();

    [GeneratedRegex("^[-._a-zA-Z0-9]+$")]
    private static partial Regex DataKey();
}
