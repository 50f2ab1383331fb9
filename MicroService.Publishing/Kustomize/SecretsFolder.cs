using System.Text;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Kustomize;

/// <summary>
/// The folder <c>secrets</c>: generates each workload's Secret from a file that git ignores, and has an example of that file.
/// </summary>
internal static class SecretsFolder
{
    public const string Name = "secrets";

    // Where "publish --resolve" keeps the values of parameters.
    private const string KeptParameters = "parameters.json";

    /// <summary>The file of a workload's values, in the folder.</summary>
    public static string FileOf(ClusterWorkload workload) => $"{workload.Name}.env";

    /// <summary>The files; none if no workload has a secret.</summary>
    public static IEnumerable<PublishedFile> Files(ClusterModel model, string mark)
    {
        var workloads = model.Workloads.Where(workload => workload.Secrets.Count > 0).ToList();
        if (workloads.Count == 0)
        {
            return [];
        }

        var labels = MappingNode.Of((Labels.PartOf, model.Name), (Labels.ManagedBy, Labels.Publisher));
        var kustomization = Kustomization.In(
            Name,
            mark,
            // Without a hash in the name, a new value reaches the mounted files without a rollout.
            ("generatorOptions", MappingNode.Of(("disableNameSuffixHash", true), ("labels", labels))),
            ("secretGenerator", Kustomization.Sequence(workloads.Select(workload =>
                MappingNode.Of(("name", workload.SecretName), ("envs", SequenceNode.Of(FileOf(workload))))))));
        return
        [
            kustomization,
            new PublishedFile($"{Name}/.gitignore", $"{mark}*.env\n{KeptParameters}\n"),
            .. workloads.Select(workload => new PublishedFile($"{Name}/{FileOf(workload)}.example", Example(workload, mark))),
        ];
    }

    private static string Example(ClusterWorkload workload, string mark)
    {
        var text = new StringBuilder(mark)
            .Append($"# The Secret {workload.SecretName}, a line for each key. Copy this to {FileOf(workload)}, which git ignores, and fill it in,\n")
            .Append("# or let \"publish --resolve\" make that file from the values of the parameters.\n");
        foreach (var secret in workload.Secrets)
        {
            text.Append($"\n# {Origin(secret)}\n{(secret.Form is { } form ? $"# form: {form}\n" : "")}{secret.Name}=\n");
        }

        return text.ToString();
    }

    private static string Origin(ClusterSecret secret)
    {
        var parameters = secret.Parameters.Count > 0 ? $"holds {string.Join(", ", secret.Parameters)}" : "";
        return secret.Unknown is not { } unknown ? parameters.Length > 0 ? parameters : "a secret"
            : parameters.Length > 0 ? $"to be filled in by hand: {unknown}; {parameters}" : $"to be filled in by hand: {unknown}";
    }
}
