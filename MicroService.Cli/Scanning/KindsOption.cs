using System.CommandLine;
using MicroService.Cluster.Kinds;

namespace MicroService.Cli.Scanning;

/// <summary>The option <c>--kinds</c>: custom resources to read besides those that the rules know.</summary>
internal static class KindsOption
{
    public static Option<ResourceKind[]> Create() => new("--kinds")
    {
        Description = "More kinds to read, by the name that kubectl api-resources has, such as pytorchjobs.kubeflow.org: "
            + "custom resources that run pods are audited as workloads.",
        HelpName = "plural.group",
        AllowMultipleArgumentsPerToken = true,
        CustomParser = static result =>
        {
            var kinds = new List<ResourceKind>();
            foreach (var token in result.Tokens)
            {
                if (token.Value.Equals(KnownKinds.Secrets.Plural, StringComparison.OrdinalIgnoreCase))
                {
                    result.AddError("Secrets are no kind to audit; --secrets reads their names.");
                }
                else if (token.Value.Split('.', 2) is [{ Length: > 0 } plural, { Length: > 0 } group])
                {
                    kinds.Add(new ResourceKind(group, plural, ""));
                }
                else
                {
                    result.AddError($"{token.Value} is no kind; write it as plural.group, such as pytorchjobs.kubeflow.org.");
                }
            }

            return [.. kinds];
        },
    };
}
