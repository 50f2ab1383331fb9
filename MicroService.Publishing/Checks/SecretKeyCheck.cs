using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Checks;

/// <summary>
/// Pods refer only to Secrets and keys that <c>secrets/</c> generates. The advisor can't check them, because no Secret is written.
/// </summary>
internal static partial class SecretKeyCheck
{
    public static IEnumerable<CheckProblem> Problems(ObjectGraph graph, ClusterModel model)
    {
        var made = model.Workloads
            .Where(workload => workload.Secrets.Count > 0)
            .ToDictionary(workload => workload.SecretName, workload => workload.Secrets.Select(secret => secret.Name).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        return Unwritable(model).Concat(graph.Workloads.SelectMany(workload =>
            from reference in References(workload.PodSpec)
            let keys = made.GetValueOrDefault(reference.Name)
            from problem in keys is null
                ? [$"The Secret {reference.Name} is made by nothing in secrets/."]
                : reference.Keys.Where(key => !keys.Contains(key)).Select(key => $"The Secret {reference.Name} has no key {key}.")
            select new CheckProblem(workload.Object.ToString(), reference.Node.PointerFrom(workload.Object.Root), problem)));
    }

    // The keys of an .env file that Kustomize accepts.
    private static IEnumerable<CheckProblem> Unwritable(ClusterModel model) =>
        from workload in model.Workloads
        from secret in workload.Secrets
        where !EnvironmentName().IsMatch(secret.Name)
        select new CheckProblem($"Secret/{workload.SecretName}", $"/data/{secret.Name}", $"'{secret.Name}' is no key: letters, digits, dashes, underscores and dots, and no digit first.");

    private static IEnumerable<(string Name, IEnumerable<string> Keys, Node Node)> References(Node node)
    {
        foreach (var entry in (node as MappingNode)?.Entries ?? [])
        {
            if (entry.Name is "secret" or "secretRef" or "secretKeyRef"
                && entry.Value is MappingNode reference
                && (reference.Text("secretName") ?? reference.Text("name")) is { } name
                && reference.Boolean("optional") is not true)
            {
                yield return (name, reference.Mappings("items").Select(item => item.Text("key")).Append(reference.Text("key")).OfType<string>(), reference);
            }

            foreach (var found in References(entry.Value))
            {
                yield return found;
            }
        }

        foreach (var found in ((node as SequenceNode)?.Items ?? []).SelectMany(References))
        {
            yield return found;
        }
    }

    [GeneratedRegex("^[-._a-zA-Z][-._a-zA-Z0-9]*$")]
    private static partial Regex EnvironmentName();
}
