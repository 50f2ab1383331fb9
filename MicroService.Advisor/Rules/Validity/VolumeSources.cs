using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of the storage behind a PersistentVolume.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, ValidatePersistentVolumeSpec.</remarks>
internal static class VolumeSources
{
    // The kinds of storage with the fields that they cannot do without.
    private static readonly (string Source, string[] Needed)[] Known =
    [
        ("hostPath", ["path"]), ("local", ["path"]), ("csi", ["driver", "volumeHandle"]), ("nfs", ["server", "path"]), ("gcePersistentDisk", ["pdName"]),
        ("awsElasticBlockStore", ["volumeID"]), ("azureDisk", ["diskName", "diskURI"]), ("azureFile", ["secretName", "shareName"]), ("cephfs", ["monitors"]),
        ("cinder", ["volumeID"]), ("fc", []), ("flexVolume", ["driver"]), ("flocker", []), ("glusterfs", ["endpoints", "path"]),
        ("iscsi", ["targetPortal", "iqn"]), ("photonPersistentDisk", ["pdID"]), ("portworxVolume", ["volumeID"]), ("quobyte", ["registry", "volume"]),
        ("rbd", ["monitors", "image"]), ("scaleIO", ["gateway", "system", "volumeName"]), ("storageos", []), ("vsphereVolume", ["volumePath"]),
    ];

    private static readonly NameForm IscsiName = new(
        "an iSCSI name, with iqn., eui. or naa. first",
        text => text.StartsWith("iqn.", StringComparison.Ordinal) || text.StartsWith("eui.", StringComparison.Ordinal) || text.StartsWith("naa.", StringComparison.Ordinal));

    /// <summary>The name of a CSI driver.</summary>
    public static NameForm Driver { get; } = new(
        "the name of a driver: letters, digits, hyphens and dots, at most 63 characters, with a letter or digit at both ends",
        text => text.Length <= ValidName.LongestLabel && ValidName.IsDnsSubdomain(text.ToLowerInvariant()));

    /// <summary>Checks that a volume has exactly one kind of storage, and that one completely.</summary>
    public static void Check(MappingNode spec, FieldFaults faults)
    {
        var given = Known.Where(source => spec.Mapping(source.Source) is not null).ToList();
        if (given is [])
        {
            faults.Missing(spec, null, "The volume has no storage. Write one kind, such as csi, nfs or hostPath.");
            return;
        }

        foreach (var (source, _) in given.Skip(1))
        {
            faults.Add(spec[source]!, $"The volume has {given[0].Source} already, and can have only one kind of storage. Remove one.");
        }

        var (first, needed) = given[0];
        var storage = spec.Mapping(first)!;
        foreach (var field in needed)
        {
            faults.Need(storage, field, $"{first}.{field} is missing. Write it.");
        }

        if (first is "hostPath" or "local")
        {
            faults.Name(storage["path"], NameForm.Path);
        }

        foreach (var (node, message) in StorageForms.FaultsOf(first, storage))
        {
            faults.Missing(storage, node == storage ? null : node, message);
        }

        if (spec.Mapping("nodeAffinity") is { } affinity)
        {
            SelectorFields.CheckNodes(affinity, "required", faults);
        }

        switch (first)
        {
            case "local" when spec.Mapping("nodeAffinity") is null:
                faults.Missing(spec, spec["nodeAffinity"], "A local volume is on one node. Write nodeAffinity.required to say on which.");
                break;
            case "nfs" when storage.Text("path") is { Length: > 0 } path && path[0] != '/':
                faults.Add(storage["path"]!, $"path is {Wording.Quote(path)}. Write it with a / in front.");
                break;
            case "iscsi":
                faults.Range(storage, "lun", 0, 255);
                faults.FilledName(storage, "iqn", IscsiName);
                break;
            case "azureFile" or "glusterfs" when storage[first == "azureFile" ? "secretNamespace" : "endpointsNamespace"] is ScalarNode { IsNull: false, Value: "" } empty:
                faults.Add(empty, "The namespace is empty. Write it, or remove the field.");
                break;
            case "cinder" when storage.Mapping("secretRef") is { } secret:
                faults.Need(secret, "name");
                faults.Need(secret, "namespace");
                break;
            case "gcePersistentDisk" or "awsElasticBlockStore":
                faults.Range(storage, "partition", 0, 255);
                break;
            case "csi":
                faults.FilledName(storage, "driver", Driver);
                foreach (var entry in storage.Entries)
                {
                    if (entry.Name.EndsWith("SecretRef", StringComparison.Ordinal) && entry.Value is MappingNode reference)
                    {
                        faults.Need(reference, "name");
                        faults.Need(reference, "namespace");
                    }
                }

                break;
        }
    }
}
