using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Volumes, claims and storage classes are complete.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go and pkg/apis/storage/validation/validation.go.</remarks>
public sealed class StorageFieldsRule() : FieldsRule(
    "PersistentVolume",
    "PersistentVolumeClaim",
    "storage.k8s.io/StorageClass",
    "storage.k8s.io/VolumeAttachment",
    "storage.k8s.io/CSIDriver",
    "storage.k8s.io/CSINode",
    "storage.k8s.io/CSIStorageCapacity",
    "storage.k8s.io/VolumeAttributesClass")
{
    private static readonly string[] OfReferences = ["apiGroup", "kind", "name"];

    private static readonly string[] AccessModes = ["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "storage-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Volumes, claims and storage classes are complete",
        Why = "The API server refuses a claim without size or access mode, a volume without capacity or with more than one kind of storage, and a class whose provisioner is not a name. Pods that mount the claim then never start.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/persistent-volumes/"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        var (root, spec) = (candidate.Root, candidate.Spec);
        switch (candidate.Kind)
        {
            case "PersistentVolumeClaim":
                CheckClaim(root, spec, faults);
                break;
            case "PersistentVolume":
                CheckVolume(root, spec, faults);
                break;
            case "StorageClass":
                CheckClass(root, faults);
                break;
            case "VolumeAttributesClass":
                CheckProvisioner(root, "driverName", faults);
                faults.Need(root, "parameters", "parameters is empty. Write at least one that the driver knows.");
                break;
            case "VolumeAttachment" when spec is not null:
                CheckAttachment(spec, faults);
                break;
            case "CSIDriver" when spec is not null:
                CheckDriver(candidate, spec, faults);
                break;
            case "CSINode" when spec is not null:
                CheckNode(spec, faults);
                break;
            case "CSIStorageCapacity":
                faults.FilledName(root, "storageClassName", NameForm.Subdomain);
                SelectorFields.Check(root, "nodeTopology", faults);
                NotNegative(root, "capacity", faults);
                NotNegative(root, "maximumVolumeSize", faults);
                break;
        }
    }

    private static void CheckClaim(MappingNode root, MappingNode? spec, FieldFaults faults)
    {
        if (spec is null)
        {
            faults.Missing(root, root["spec"], "spec is missing. Write accessModes and resources.requests.storage below it.");
            return;
        }

        CheckModes(spec, faults);
        SelectorFields.Check(spec, "selector", faults);
        faults.FilledName(spec, "storageClassName", NameForm.Subdomain);
        faults.FilledName(spec, "volumeAttributesClassName", NameForm.Subdomain);
        var resources = spec.Mapping("resources");
        CheckSize(resources?.Mapping("requests"), resources?.Mapping("requests") ?? resources ?? spec, faults);
        var (source, reference) = (spec.Mapping("dataSource"), spec.Mapping("dataSourceRef"));
        CheckSource(source, faults);
        CheckSource(reference, faults);
        if (source is null || reference is null)
        {
            return;
        }

        if (reference.Text("namespace") is { Length: > 0 })
        {
            faults.Add(source, "A dataSourceRef to another namespace excludes dataSource. Remove dataSource.");
        }
        else if (Array.Exists(OfReferences, field => (source.Text(field) ?? "") != (reference.Text(field) ?? "")))
        {
            faults.Add(source, "dataSource and dataSourceRef name different objects. Remove dataSource.");
        }
    }

    private static void CheckSize(MappingNode? amounts, MappingNode owner, FieldFaults faults)
    {
        if (amounts?["storage"] is not { } size)
        {
            faults.Missing(owner, null, "The claim has no size. Write resources.requests.storage, such as 1Gi.");
        }
        else if (size is ScalarNode { IsNull: true } || Quantity.Of(size) is { Value: <= 0 })
        {
            faults.Add(size, $"storage is {(size is ScalarNode { IsNull: true } ? "empty" : size)}. Write more than 0, such as 1Gi.");
        }
    }

    private static void CheckSource(MappingNode? source, FieldFaults faults)
    {
        if (source is null)
        {
            return;
        }

        faults.Need(source, "name");
        faults.FilledName(source, "apiGroup", NameForm.Subdomain);
        if (faults.Need(source, "kind") && source.Text("apiGroup") is null or "" && source.Text("kind") is { } kind and not "PersistentVolumeClaim")
        {
            faults.Add(source["kind"]!, $"kind is {kind}, which is not of the core group. Write its apiGroup, such as snapshot.storage.k8s.io for a VolumeSnapshot.");
        }
    }

    private static void CheckModes(MappingNode spec, FieldFaults faults)
    {
        if (!faults.Need(spec, "accessModes", "accessModes is missing. Write at least one, such as ReadWriteOnce."))
        {
            return;
        }

        var modes = spec.Sequence("accessModes")?.Items ?? [];
        foreach (var mode in modes)
        {
            faults.OneOf(mode, AccessModes);
        }

        // The server counts kinds of modes, not items.
        if (modes.OfType<ScalarNode>().FirstOrDefault(mode => mode.Value == "ReadWriteOncePod") is { } single && modes.Any(mode => !mode.DataEquals(single)))
        {
            faults.Add(single, "ReadWriteOncePod excludes other access modes. Remove them, or remove ReadWriteOncePod.");
        }
    }

    private static void CheckVolume(MappingNode root, MappingNode? spec, FieldFaults faults)
    {
        if (spec is null)
        {
            faults.Missing(root, root["spec"], "spec is missing. Write capacity, accessModes and one kind of storage, such as csi, below it.");
            return;
        }

        CheckModes(spec, faults);
        faults.FilledName(spec, "storageClassName", NameForm.Subdomain);
        if (faults.Need(spec, "capacity", "capacity is missing. Write capacity.storage, such as 1Gi.") && spec.Mapping("capacity") is { } capacity)
        {
            if (capacity["storage"] is null || capacity.Entries.Count > 1)
            {
                faults.Add(capacity, "capacity takes storage and nothing else. Write capacity.storage, such as 1Gi.");
            }
            else
            {
                CheckSize(capacity, capacity, faults);
            }
        }

        VolumeSources.Check(spec, faults);
        if (spec.Text("persistentVolumeReclaimPolicy") == "Recycle" && spec.Mapping("hostPath")?.Text("path")?.TrimEnd('/') == "")
        {
            faults.Add(spec["persistentVolumeReclaimPolicy"]!, "Recycle would delete every file of the node. Write Retain.");
        }

        if (spec.Text("volumeAttributesClassName") is { } attributes)
        {
            faults.Name(spec["volumeAttributesClassName"], NameForm.Subdomain);
            if (spec.Mapping("csi") is null && attributes.Length > 0)
            {
                faults.Add(spec["volumeAttributesClassName"]!, "Only volumes of CSI drivers have a volumeAttributesClassName. Remove it.");
            }
        }
    }

    private static void CheckClass(MappingNode root, FieldFaults faults)
    {
        CheckProvisioner(root, "provisioner", faults);

        if (root.Mapping("parameters") is { } parameters)
        {
            if (parameters.FindWritten("") is { } unnamed)
            {
                faults.Add(unnamed.Key, "A parameter has no name. Write one, or remove it.");
            }

            if (parameters.Entries.Count > 512)
            {
                faults.Add(parameters, "A class has at most 512 parameters. Remove some.");
            }
        }

        var terms = new List<MappingNode>();
        foreach (var term in root.Mappings("allowedTopologies"))
        {
            if (terms.Exists(other => other.DataEquals(term)))
            {
                faults.Missing(term, null, "The term is listed twice. Remove one.");
            }

            terms.Add(term);
            var keys = new HashSet<string>(StringComparer.Ordinal);
            foreach (var key in term.Mappings("matchLabelExpressions").Select(expression => expression.Scalar("key")).OfType<ScalarNode>().Where(key => !keys.Add(key.Value)))
            {
                faults.Add(key, $"The key {key} is listed twice in a term. Write its values into one expression.");
            }
        }

        foreach (var expression in terms.SelectMany(term => term.Mappings("matchLabelExpressions")))
        {
            faults.FilledName(expression, "key", NameForm.Qualified);
            faults.Need(expression, "values", "values is empty. Write at least one value of the label.");
            faults.Distinct(expression.Sequence("values"));
        }
    }

    // The domain may have uppercase letters here.
    private static void CheckProvisioner(MappingNode root, string field, FieldFaults faults) =>
        faults.FilledName(root, field, NameForm.Qualified with { Fits = text => ValidName.IsQualifiedName(text.ToLowerInvariant()) });

    private static void CheckAttachment(MappingNode spec, FieldFaults faults)
    {
        faults.FilledName(spec, "attacher", VolumeSources.Driver);
        faults.FilledName(spec, "nodeName", NameForm.Subdomain);
        if (spec.Mapping("source") is not { } source)
        {
            return;
        }

        var (volume, inline) = (source.Text("persistentVolumeName") is not null, source.Mapping("inlineVolumeSpec") is not null);
        if (volume == inline)
        {
            faults.Add(source, volume ? "The source has a volume and an inline volume. Remove one." : "The source names no volume. Write persistentVolumeName.");
        }
        else if (volume)
        {
            faults.Need(source, "persistentVolumeName");
        }
    }

    private static void CheckDriver(KubernetesObject candidate, MappingNode spec, FieldFaults faults)
    {
        if (candidate.Name.Length > ValidName.LongestLabel)
        {
            faults.Add(candidate.Anchor, "The name of a CSIDriver has at most 63 characters. Write a shorter one.");
        }

        faults.Range(spec, "nodeAllocatableUpdatePeriodSeconds", 10);
        faults.OneOf(spec["fsGroupPolicy"], "ReadWriteOnceWithFSType", "File", "None");
        var audiences = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in spec.Mappings("tokenRequests"))
        {
            if (!audiences.Add(request.Text("audience") ?? ""))
            {
                faults.Missing(request, request.Scalar("audience"), "The audience is listed twice. Write another, or remove the request.");
            }

            faults.Range(request, "expirationSeconds", 600, 1L << 32);
        }

        foreach (var mode in spec.Sequence("volumeLifecycleModes")?.Items ?? [])
        {
            faults.OneOf(mode, "Persistent", "Ephemeral");
        }
    }

    private static void CheckNode(MappingNode spec, FieldFaults faults)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var driver in spec.Mappings("drivers"))
        {
            faults.FilledName(driver, "name", VolumeSources.Driver);
            if (driver.Text("name") is { Length: > 0 } name && !names.Add(name))
            {
                faults.Add(driver["name"]!, $"The driver {name} is listed twice. Remove one.");
            }

            foreach (var key in driver.Sequence("topologyKeys")?.Items ?? [])
            {
                faults.Name(key, NameForm.Qualified);
            }

            faults.Distinct(driver.Sequence("topologyKeys"));
            if (driver.Mapping("allocatable") is { } allocatable)
            {
                faults.Range(allocatable, "count", 0);
            }
        }
    }

    private static void NotNegative(MappingNode root, string field, FieldFaults faults)
    {
        if (Quantity.Of(root[field]) is { Value: < 0 })
        {
            faults.Add(root[field]!, $"{field} is {root[field]}. Write 0 or more.");
        }
    }
}
