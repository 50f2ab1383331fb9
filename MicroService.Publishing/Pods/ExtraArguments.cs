using MicroService.Advisor.Manifests;
using MicroService.Publishing.CommandLines;
using MicroService.Publishing.Objects;

namespace MicroService.Publishing.Pods;

/// <summary>Appends the arguments of the settings to those of the model.</summary>
internal static class ExtraArguments
{
    public static void Apply(WorkloadManifest manifest)
    {
        var extra = manifest.Workload.Settings.Arguments!;
        if (extra.Count == 0)
        {
            return;
        }

        if (ContainerScript.Of(manifest.Container) is { } script)
        {
            script.Append(extra, [.. manifest.Workload.Secrets.Select(secret => secret.Name)]);
            return;
        }

        var arguments = manifest.Container.EnsureSequence("args");
        if (!arguments.Items.TakeLast(extra.Count).OfType<ScalarNode>().Select(item => item.Value).SequenceEqual(extra))
        {
            foreach (var argument in extra)
            {
                arguments.Add(argument);
            }
        }
    }
}
