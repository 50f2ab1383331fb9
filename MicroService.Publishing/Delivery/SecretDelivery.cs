using MicroService.Advisor.Manifests;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Hardening;

namespace MicroService.Publishing.Delivery;

/// <summary>
/// Brings the keys of a workload's Secret to its program as files wherever the program can read files: from its own folder,
/// through variables that hold a path, or exported by the shell that starts it; else as variables.
/// </summary>
internal static class SecretDelivery
{
    private const string Volume = "secrets";

    private static readonly string[] Lines = ["command", "args"];

    // 0440: for the pod's group, which fsGroup sets.
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

    // True if the program gets the secret from a file.
    private static bool ByFile(WorkloadManifest manifest, ClusterSecret secret, string folder, bool isExpanded)
    {
        var workload = manifest.Workload;
        var script = ShellScript.Of(manifest.Container);
        if (script is not null && script.Has(secret.Name) && (script.Hides(secret.Name) || !isExpanded))
        {
            RemoveVariable(manifest, secret.Name);
            script.Export(secret.Name, $"{folder}/{secret.Name}");
            return true;
        }

        if (isExpanded)
        {
            return false;
        }

        if (workload.Settings.SecretsFolder is { Length: > 0 })
        {
            RemoveVariable(manifest, secret.Name);
            return true;
        }

        if (script is not null && !script.Hides(secret.Name))
        {
            RemoveVariable(manifest, secret.Name);
            script.Export(secret.Name, $"{folder}/{secret.Name}");
            return true;
        }

        // Only the image's own entrypoint knows such variables, and only some.
        if (workload is { Command.Count: 0, Profile.SecretFiles: { Suffix: var suffix } files } && files.Has(secret.Name, Arguments(manifest)))
        {
            RemoveVariable(manifest, secret.Name);
            manifest.Container.AddNamed("env", MappingNode.Of(("name", secret.Name + suffix), ("value", $"{folder}/{secret.Name}")));
            return true;
        }

        return false;
    }

    // The kubelet fills in $(NAME) from variables alone.
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
                // Key by key, so that the pod waits for one that is missing instead of starting without it. A program with a folder takes whatever is in there.
                secret.Set("items", SequenceNode.Of([.. keys.Select(key => (Node)MappingNode.Of(("key", key), ("path", key)))]));
            }

            volume = MappingNode.Of(("name", manifest.FreeVolumeName(Volume)), ("secret", secret));
            manifest.PodSpec.EnsureSequence("volumes").Add(volume);
        }

        manifest.Container.AddNamed("volumeMounts", MappingNode.Of(("name", volume.Text("name")!), ("mountPath", folder), ("readOnly", true)));
    }
}
