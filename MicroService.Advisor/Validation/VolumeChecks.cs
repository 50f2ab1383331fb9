using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Volumes of pods, each with its source.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidateVolumes, validateVolumeSource, validateProjectedVolumeSource).</remarks>
internal static class VolumeChecks
{
    private const int HighestMode = 511;
    private const int ShortestToken = 600;
    private const long LongestToken = 1L << 32;
    private const int LongestDriver = 63;

    // What each source needs that no default gives; the schema asks for the rest.
    private static readonly (string Source, string[] Fields)[] Needs =
    [
        ("hostPath", ["path"]), ("gitRepo", ["repository"]), ("gcePersistentDisk", ["pdName"]), ("awsElasticBlockStore", ["volumeID"]),
        ("secret", ["secretName"]), ("configMap", ["name"]), ("nfs", ["server", "path"]), ("iscsi", ["targetPortal", "iqn"]),
        ("glusterfs", ["endpoints", "path"]), ("persistentVolumeClaim", ["claimName"]), ("rbd", ["image"]), ("flexVolume", ["driver"]),
        ("cinder", ["volumeID"]), ("azureFile", ["secretName", "shareName"]), ("vsphereVolume", ["volumePath"]), ("azureDisk", ["diskName", "diskURI"]),
        ("photonPersistentDisk", ["pdID"]), ("portworxVolume", ["volumeID"]), ("quobyte", ["registry", "volume"]), ("csi", ["driver"]),
        ("scaleIO", ["gateway", "system", "volumeName"]),
    ];

    private static readonly string[] Sources = ["secret", "configMap", "downwardAPI", "serviceAccountToken", "clusterTrustBundle", "podCertificate"];

    /// <summary>Checks the volumes of a pod.</summary>
    public static void Check(ObjectFaults faults, PodParts pod)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var volume in pod.Spec.Mappings("volumes"))
        {
            if (volume.Text("name") is { Length: > 0 } name)
            {
                faults.Label(FaultTopic.Volume, volume, "name", "The volume name");
                // A claim of a StatefulSet takes the place of a volume.
                if (!names.Add(name) && !pod.ClaimTemplates.Contains(name))
                {
                    faults.Add(FaultTopic.Volume, volume, "name", $"The pod has two volumes named {Wording.Quote(name)}. Rename one.");
                }
            }

            Source(faults, volume);
        }
    }

    /// <summary>Requires a path below a folder that is given elsewhere.</summary>
    public static void Descending(ObjectFaults faults, FaultTopic topic, MappingNode owner, string field, string path)
    {
        if (path.StartsWith('/'))
        {
            faults.Add(
                topic, owner, field,
                $"{field} is the absolute path {Wording.Quote(path)}. Write a relative one: remove the first \"/\".");
        }
        else
        {
            NoBacksteps(faults, topic, owner, field, path);
        }
    }

    /// <summary>Requires a path that does not lead up.</summary>
    public static void NoBacksteps(ObjectFaults faults, FaultTopic topic, MappingNode owner, string field, string path)
    {
        if (path.Split('/').Contains("..", StringComparer.Ordinal))
        {
            faults.Add(topic, owner, field, $"{field} is {Wording.Quote(path)}, which leads up. Write a path without \"..\".");
        }
    }

    /// <summary>Requires permissions of files.</summary>
    public static void Mode(ObjectFaults faults, FaultTopic topic, MappingNode owner, string field)
    {
        if (faults.Integer(owner, field) is { } mode and (< 0 or > HighestMode))
        {
            faults.Add(topic, owner, field, $"{field} is {mode}. Write permissions from 0 to 0777 (in JSON 0 to {HighestMode}).");
        }
    }

    private static void Source(ObjectFaults faults, MappingNode volume)
    {
        var given = volume.Entries.Where(entry => entry.Name != "name" && entry.Value is MappingNode).ToList();
        if (given.Count > 1)
        {
            faults.Add(
                FaultTopic.Volume, given[1].Key,
                $"A volume has one source. Keep one of {string.Join(", ", given.Select(entry => entry.Name))}.");
            return;
        }

        if (given is not [{ Value: MappingNode source } only])
        {
            return;
        }

        var kind = only.Meant ?? only.Name;
        foreach (var (name, fields) in Needs)
        {
            if (name == kind)
            {
                foreach (var field in fields)
                {
                    faults.Required(FaultTopic.Volume, source, field, kind);
                }
            }
        }

        foreach (var (node, message) in StorageForms.FaultsOf(kind, source))
        {
            faults.Add(FaultTopic.Volume, node, message);
        }

        switch (kind)
        {
            case "emptyDir":
                if (Quantity.Of(source["sizeLimit"]) is { Value: < 0 })
                {
                    faults.Add(FaultTopic.Volume, source, "sizeLimit", "sizeLimit is negative. Write 0 or more.");
                }

                break;
            case "hostPath":
                NoBacksteps(faults, FaultTopic.Volume, source, "path", source.Text("path") ?? "");
                faults.OneOf(FaultTopic.Volume, source, "type", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice", "");
                break;
            case "nfs":
                if (source.Text("path") is { Length: > 0 } path && !path.StartsWith('/'))
                {
                    faults.Add(
                        FaultTopic.Volume, source, "path",
                        $"The path of nfs is {Wording.Quote(path)}. Write an absolute one: begin with \"/\".");
                }

                break;
            case "gitRepo":
                Descending(faults, FaultTopic.Volume, source, "directory", source.Text("directory") ?? "");
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore":
                faults.Range(FaultTopic.Volume, source, "partition", 0, byte.MaxValue);
                break;
            case "iscsi":
                Iscsi(faults, source);
                break;
            case "rbd" or "cephfs" when source["monitors"] is null or ScalarNode { IsNull: true } or SequenceNode { Items.Count: 0 }:
                faults.Add(FaultTopic.Volume, source, "monitors", $"{kind} needs monitors. List at least one.");
                break;
            case "secret" or "configMap":
                Files(faults, source, paths: null);
                break;
            case "downwardAPI":
                DownwardFiles(faults, source, paths: null);
                Mode(faults, FaultTopic.Volume, source, "defaultMode");
                break;
            case "csi":
                if (source.Text("driver") is { Length: > 0 } driver && (driver.Length > LongestDriver || !IsDriver(driver)))
                {
                    faults.Add(
                        FaultTopic.Volume, source, "driver",
                        $"{Wording.Quote(driver)} is not a CSI driver. Write its name, such as secrets-store.csi.k8s.io.");
                }

                if (source.Mapping("nodePublishSecretRef") is { } secret)
                {
                    faults.Required(FaultTopic.Volume, secret, "name", "nodePublishSecretRef");
                }

                break;
            case "ephemeral":
                if (source.Mapping("volumeClaimTemplate") is not { } template)
                {
                    if (source["volumeClaimTemplate"] is null or ScalarNode)
                    {
                        faults.Add(
                            FaultTopic.Volume, source,
                            "ephemeral needs a volumeClaimTemplate. Write its spec with accessModes and resources.");
                    }
                }
                else
                {
                    ClaimChecks.Check(faults, template);
                    LabelChecks.Labels(faults, template.Mapping("metadata")?.Mapping("labels"));
                    LabelChecks.Annotations(faults, template.Mapping("metadata")?.Mapping("annotations"));
                }

                break;
            case "image":
                if (faults.Version >= new Schema.KubernetesVersion(35))
                {
                    faults.Required(FaultTopic.Volume, source, "reference", "image");
                    faults.OneOf(FaultTopic.Volume, source, "pullPolicy", "Always", "Never", "IfNotPresent", "");
                }

                break;
            case "projected":
                Projected(faults, source);
                break;
        }
    }

    private static bool IsDriver(string name) =>
#pragma warning disable CA1308 // The server compares lowercase.
        ValidName.IsDnsSubdomain(name.ToLowerInvariant());
#pragma warning restore CA1308

    private static void Iscsi(ObjectFaults faults, MappingNode source)
    {
        faults.Range(FaultTopic.Volume, source, "lun", 0, byte.MaxValue);
        if (source.Text("iqn") is { Length: > 0 } iqn && !iqn.StartsWith("iqn.", StringComparison.Ordinal) && !iqn.StartsWith("eui.", StringComparison.Ordinal)
            && !iqn.StartsWith("naa.", StringComparison.Ordinal))
        {
            faults.Add(FaultTopic.Volume, source, "iqn", $"{Wording.Quote(iqn)} is not an iSCSI name. Begin with iqn., eui. or naa.");
        }

        if ((source.Boolean("chapAuthDiscovery") == true || source.Boolean("chapAuthSession") == true) && source.Mapping("secretRef") is null)
        {
            faults.Add(FaultTopic.Volume, source, "CHAP needs a secretRef. Add it with the name of the Secret.");
        }
    }

    private static void Files(ObjectFaults faults, MappingNode source, HashSet<string>? paths)
    {
        Mode(faults, FaultTopic.Volume, source, "defaultMode");
        foreach (var item in source.Mappings("items"))
        {
            File(faults, item);
            Conflict(faults, item, paths);
        }
    }

    private static void DownwardFiles(ObjectFaults faults, MappingNode source, HashSet<string>? paths)
    {
        foreach (var item in source.Mappings("items"))
        {
            File(faults, item);
            Conflict(faults, item, paths);
            var (field, resource) = (item.Mapping("fieldRef"), item.Mapping("resourceFieldRef"));
            if (field is null && resource is null)
            {
                faults.Add(FaultTopic.Volume, item, "A file of the downward API needs a source. Write fieldRef or resourceFieldRef.");
            }
            else if (field is not null && resource is not null)
            {
                faults.Add(
                    FaultTopic.Volume, item, "resourceFieldRef",
                    "A file of the downward API has one source. Remove fieldRef or resourceFieldRef.");
            }

            if (field is not null)
            {
                EnvironmentChecks.Field(faults, FaultTopic.Volume, field);
            }

            if (resource is not null)
            {
                EnvironmentChecks.Resource(faults, FaultTopic.Volume, resource);
            }
        }
    }

    private static void File(ObjectFaults faults, MappingNode item)
    {
        Mode(faults, FaultTopic.Volume, item, "mode");
        if (item.Text("path") is { Length: > 0 } path)
        {
            FilePath(faults, item, path);
        }
    }

    private static void FilePath(ObjectFaults faults, MappingNode item, string path)
    {
        if (path.StartsWith("..", StringComparison.Ordinal) && !path.StartsWith("../", StringComparison.Ordinal) && path != "..")
        {
            faults.Add(
                FaultTopic.Volume, item, "path",
                $"The path {Wording.Quote(path)} begins with \"..\", which the kubelet keeps for itself. Write another.");
        }
        else
        {
            Descending(faults, FaultTopic.Volume, item, "path", path);
        }
    }

    // Only what is projected together is refused; one source that writes a file twice is none of the server's concern.
    private static void Conflict(ObjectFaults faults, MappingNode item, HashSet<string>? paths)
    {
        if (paths is not null && item.Text("path") is { Length: > 0 } path && !paths.Add(path))
        {
            faults.Add(FaultTopic.Volume, item, "path", $"Two sources write the file {Wording.Quote(path)}. Change one path.");
        }
    }

    private static void Projected(ObjectFaults faults, MappingNode projected)
    {
        Mode(faults, FaultTopic.Volume, projected, "defaultMode");
        var paths = new HashSet<string>(StringComparer.Ordinal);
        foreach (var projection in projected.Mappings("sources"))
        {
            var given = Sources.Where(name => projection.Mapping(name) is not null).ToList();
            if (given.Count > 1)
            {
                faults.Add(
                    FaultTopic.Volume, projection, given[1],
                    $"A projected source is one thing. Move {given[1]} to an item of its own.");
            }

            foreach (var name in new[] { "secret", "configMap" })
            {
                if (projection.Mapping(name) is { } source)
                {
                    faults.Required(FaultTopic.Volume, source, "name", name);
                    Files(faults, source, paths);
                }
            }

            if (projection.Mapping("downwardAPI") is { } downward)
            {
                DownwardFiles(faults, downward, paths);
            }

            if (projection.Mapping("serviceAccountToken") is { } token)
            {
                if (faults.Integer(token, "expirationSeconds") is { } seconds and (< ShortestToken or > LongestToken))
                {
                    faults.Add(
                        FaultTopic.Volume, token, "expirationSeconds",
                        $"The token expires after {seconds} s. Write {ShortestToken} (ten minutes) or more, up to {LongestToken}.");
                }

                if (token.Text("path") is { Length: > 0 } path)
                {
                    FilePath(faults, token, path);
                }
            }

            if (projection.Mapping("clusterTrustBundle") is { } bundle)
            {
                TrustBundle(faults, bundle, paths);
            }
        }
    }

    private static void TrustBundle(ObjectFaults faults, MappingNode bundle, HashSet<string> paths)
    {
        var (name, signer) = (bundle.Text("name"), bundle.Text("signerName"));
        if (string.IsNullOrEmpty(name) == string.IsNullOrEmpty(signer))
        {
            faults.Add(FaultTopic.Volume, bundle, "A clusterTrustBundle is chosen by name or by signerName. Write one of them.");
        }

        if (name is not null && bundle.Mapping("labelSelector") is { } selector)
        {
            faults.Add(FaultTopic.Volume, selector, "A clusterTrustBundle chosen by name has no labelSelector. Remove it.");
        }

        if (bundle.Text("path") is { Length: > 0 } path)
        {
            FilePath(faults, bundle, path);
            if (!paths.Add(path))
            {
                faults.Add(FaultTopic.Volume, bundle, "path", $"Two sources write the file {Wording.Quote(path)}. Change one path.");
            }
        }
    }
}
