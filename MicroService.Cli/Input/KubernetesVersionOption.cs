using System.CommandLine;
using MicroService.Advisor.Schema;

namespace MicroService.Cli.Input;

/// <summary>The option <c>--kubernetes-version</c> of <c>audit</c> and <c>fix</c>.</summary>
internal static class KubernetesVersionOption
{
    public static Option<KubernetesVersion> Create() => new("--kubernetes-version")
    {
        Description = $"The version of Kubernetes that the manifests are meant for, {KubernetesVersion.Oldest} or later. "
            + $"What versions after {KubernetesVersion.Newest} may have added is only warned of.",
        HelpName = "version",
        DefaultValueFactory = static _ => KubernetesVersion.Newest,
        CustomParser = static result =>
        {
            if (KubernetesVersion.TryParse(result.Tokens[0].Value, out var version) && version >= KubernetesVersion.Oldest)
            {
                return version;
            }

            result.AddError($"{result.Tokens[0].Value} is not supported. Use {KubernetesVersion.Oldest} or later, such as {KubernetesVersion.Newest}.");
            return default;
        },
    };
}
