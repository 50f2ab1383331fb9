using MicroService.Advisor.Manifests;
using MicroService.Publishing.CommandLines;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>
/// Delivers the keys of a workload's Secret as files if the program can read files: from its own folder, through variables that hold
/// a path, or exported by the shell that starts it. Otherwise they are variables.
/// </summary>
internal static class SecretDelivery
{
    private const string Volume = "secrets";

    private static readonly string[] Lines = ["command", "args"];

    // 0440: readable by the pod's group, which fsGroup sets.
    private const long GroupReadable = 288;

    public static void Apply(WorkloadManifest manifest)
    {
        var workload = manifest.Workload;
        var folder = workload.Settings.SecretsFolder is { Length: > 0 } own ? own.TrimEnd('/') : $"/run/secrets/{workload.Name}";
        var mounted = new List<string>();
        foreach (var secret in workload.Secrets)
        {
            var isExpanded = IsExpanded(manifest, secret.Name);
            if (ByFile(manifest, secret, folder, isExpanded))
            {
                mounted.Add(secret.Name);
            }
            else
            {
                isExpanded = true;
            }

            if (isExpanded)
            {
                manifest.Container.AddNamed("env", MappingNode.Of(
                    ("name", secret.Name),
                    ("valueFrom", MappingNode.Of(("secretKeyRef", MappingNode.Of(("name", workload.SecretName), ("key", secret.Name)))))));
            }
        }

        if (mounted.Count > 0)
        {
            Mount(manifest, folder, mounted);
        }
    }

    // True if the program receives the secret from a file.
    private static bool ByFile(WorkloadManifest manifest, ClusterSecret secret, string folder, bool isExpanded)
    {
        var workload = manifest.Workload;
        if (isExpanded)
        {
            return false;
        }

        var script = ContainerScript.Of(manifest.Container);
        var hasFolder = workload.Settings.SecretsFolder is { Length: > 0 };
        if (script is not null && (!hasFolder || script.Has(secret.Name)))
        {
            RemoveVariable(manifest, secret.Name);
            script.Export(secret.Name, $"{folder}/{secret.Name}");
            return true;
        }

        if (hasFolder)
        {
            RemoveVariable(manifest, secret.Name);
            return true;
        }

        // Only the image's own entrypoint reads such variables, and only some of them.
        if (workload is { Command.Count: 0, Profile.SecretFiles: { Suffix: var suffix } files } && files.Has(secret.Name, Arguments(manifest)))
        {
            RemoveVariable(manifest, secret.Name);
            manifest.Container.AddNamed("env", MappingNode.Of(("name", secret.Name + suffix), ("value", $"{folder}/{secret.Name}")));
            return true;
        }

        return false;
    }

    // The kubelet expands $(NAME) from variables only.
    private static bool IsExpanded(WorkloadManifest manifest, string name)
    {
        var reference = $"$({name})";
        var arguments = Lines.SelectMany(field => manifest.Container.Sequence(field)?.Items.OfType<ScalarNode>() ?? []).Select(item => item.Value);
        var values = manifest.Container.Mappings("env").Select(variable => variable.Text("value"));
        return arguments.Concat(values).Any(text => text?.Contains(reference, StringComparison.Ordinal) ?? false);
    }

    private static List<string> Arguments(WorkloadManifest manifest) =>
        [.. manifest.Container.Sequence("args")?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? []];

    private static void RemoveVariable(WorkloadManifest manifest, string name)
    {
        if (manifest.Container.Named("env", name) is not { } variable || manifest.Container.Sequence("env") is not { } variables)
        {
            return;
        }

        variables.Remove(variable);
        if (variables.Items.Count == 0)
        {
            manifest.Container.Remove("env");
        }
    }

    private static void Mount(WorkloadManifest manifest, string folder, List<string> keys)
    {
        var name = manifest.Workload.SecretName;
        var volume = manifest.PodSpec.Mappings("volumes").FirstOrDefault(volume => volume.Mapping("secret")?.Text("secretName") == name);
        if (volume is null)
        {
            var secret = MappingNode.Of(("secretName", name), ("defaultMode", GroupReadable));
            if (manifest.Workload.Settings.SecretsFolder is not { Length: > 0 })
            {
                // Listed key by key, so that the pod waits for a missing key instead of starting without it. A program with a folder reads
                // every file in it.
                secret.Set("items", SequenceNode.Of([.. keys.Select(key => (Node)MappingNode.Of(("key", key), ("path", key)))]));
            }

            volume = MappingNode.Of(("name", manifest.FreeVolumeName(Volume)), ("secret", secret));
            manifest.PodSpec.EnsureSequence("volumes").Add(volume);
        }

        manifest.Container.AddNamed("volumeMounts", MappingNode.Of(("name", volume.Text("name")!), ("mountPath", folder), ("readOnly", true)));
    }
}
