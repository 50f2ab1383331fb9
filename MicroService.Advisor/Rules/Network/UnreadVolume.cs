using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// Volumes whose files may be settings that name hosts, and that nobody can read here: of Secrets, and of ConfigMaps that are not given.
/// </summary>
internal static partial class UnreadVolume
{
    private const string SecretStore = "secrets-store.csi.k8s.io";

    private static readonly string[] Data = ["data", "stringData"];

    /// <summary>What the files come from, such as "the Secret db".</summary>
    public static IEnumerable<string> Of(Container container, ObjectGraph graph)
    {
        foreach (var mount in container.VolumeMounts)
        {
            if (mount.Text("name") is not { } name
                || container.Workload.Volumes.FirstOrDefault(volume => volume.Text("name") == name) is not { } volume)
            {
                continue;
            }

            var path = (mount.Text("subPath") ?? mount.Text("mountPath") ?? "").TrimEnd('/');
            path = path[(path.LastIndexOf('/') + 1)..];
            if (volume.Mapping("csi")?.Text("driver") == SecretStore && !IsCredential(path))
            {
                yield return $"the secret store of the volume {name}";
            }

            foreach (var source in (volume.Mapping("projected")?.Mappings("sources") ?? []).Prepend(volume))
            {
                if (OfSource(source, path, container.Workload, graph) is { } unread)
                {
                    yield return unread;
                }
            }
        }
    }

    private static string? OfSource(MappingNode source, string path, Workload workload, ObjectGraph graph)
    {
        var (secret, map) = (source.Mapping("secret"), source.Mapping("configMap"));
        if ((secret ?? map) is not { } files || (files.Text("secretName") ?? files.Text("name")) is not { } name)
        {
            return null;
        }

        var given = graph.FindFor(workload, secret is null ? "ConfigMap" : "Secret", name);
        if (map is not null && given is not null)
        {
            return null;
        }

        var isCredential = files.Mappings("items").Select(item => item.Text("key") ?? "").ToList() is { Count: > 0 } items ? items.TrueForAll(IsCredential)
            : given is not null ? KeysOf(given).All(IsCredential)
            : IsCredential(name) || IsCredential(path);
        return isCredential ? null : secret is not null ? $"the Secret {name}" : $"the ConfigMap {name}, which is not given";
    }

    private static IEnumerable<string> KeysOf(KubernetesObject secret) =>
        Data.SelectMany(field => secret.Root.Mapping(field)?.Entries ?? []).Select(entry => entry.Name);

    // Certificates, keys and passwords name no host; the settings of a user service may.
    private static bool IsCredential(string name) => Credential().IsMatch(name) && !Settings().IsMatch(name);

    [GeneratedRegex(
        @"(?<![a-z])(conf(ig)?|settings?|env|properties|values?)(?![a-z])",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Settings();

    [GeneratedRegex(
        @"(?<![a-z])(crt|cert(ificate)?s?|cred(ential)?s?|tls|ssl|ca|ca-?bundle|trusted-?ca|pki|pem|key|keys|keyring|p12|pfx|jks|der|keystore|truststore|tokens?|passwords?|passwd|passphrase|pass|pwd|user(name)?|htpasswd|ssh|id_rsa|id_ed25519|authorized_keys|signing|cookie|salt|licen[cs]e|jwt|dockerconfigjson|gpg)(?![a-z])",
        RegexOptions.ExplicitCapture | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Credential();
}
