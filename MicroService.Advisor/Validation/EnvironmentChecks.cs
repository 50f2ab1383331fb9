using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Environment variables, and the fields and keys that their values come from.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (ValidateEnv, validateEnvFrom, validateObjectFieldSelector).</remarks>
internal static class EnvironmentChecks
{
    private static readonly string[] Sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"];

    private static readonly string[] OfEnvironment =
    [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName",
        "status.hostIP", "status.hostIPs", "status.podIP", "status.podIPs",
    ];

    private static readonly string[] OfVolumes = ["metadata.name", "metadata.namespace", "metadata.labels", "metadata.annotations", "metadata.uid"];

    private static readonly string[] Resources =
        ["limits.cpu", "limits.memory", "limits.ephemeral-storage", "requests.cpu", "requests.memory", "requests.ephemeral-storage"];

    /// <summary>Checks the variables of a container.</summary>
    public static void Check(ObjectFaults faults, PodParts pod, MappingNode container)
    {
        foreach (var variable in container.Mappings("env"))
        {
            VariableName(faults, variable, "name");
            if (variable.Mapping("valueFrom") is { } source)
            {
                Source(faults, pod, variable, source);
            }
        }

        foreach (var source in container.Mappings("envFrom"))
        {
            VariableName(faults, source, "prefix");
            var (map, secret) = (source.Mapping("configMapRef"), source.Mapping("secretRef"));
            if ((map is null) == (secret is null))
            {
                faults.Add(FaultTopic.Environment, source, map is null ? "An entry of envFrom needs a source. Write configMapRef or secretRef." : "An entry of envFrom has one source. Remove configMapRef or secretRef.");
            }

            if ((map ?? secret) is { } reference)
            {
                if (faults.Required(FaultTopic.Environment, reference, "name", map is null ? "secretRef" : "configMapRef"))
                {
                    faults.Subdomain(FaultTopic.Environment, reference, "name", "The name");
                }
            }
        }
    }

    /// <summary>Checks a field of the pod that a variable or a file shows.</summary>
    public static void Field(ObjectFaults faults, FaultTopic topic, MappingNode reference)
    {
        var isVolume = topic == FaultTopic.Volume;
        var known = isVolume ? OfVolumes : OfEnvironment;
        if (reference.Text("apiVersion") is { Length: > 0 } and not "v1")
        {
            faults.Add(topic, reference, "apiVersion", "The fields of pods have the apiVersion v1. Write v1, or remove it.");
        }

        if (reference.Text("fieldPath") is not { Length: > 0 } path)
        {
            if (reference["fieldPath"] is ScalarNode)
            {
                faults.Required(topic, reference, "fieldPath", "fieldRef");
            }

            return;
        }

        var start = path.IndexOf("['", StringComparison.Ordinal);
        if (path.EndsWith("']", StringComparison.Ordinal) && start > 0)
        {
            var (field, key) = (path[..start], start + 2 <= path.Length - 2 ? path[(start + 2)..^2] : "");
            if (field is not ("metadata.labels" or "metadata.annotations"))
            {
                faults.Add(
                    topic, reference, "fieldPath",
                    $"{Wording.Quote(field)} has no keys. Write metadata.labels['KEY'] or metadata.annotations['KEY'].");
            }
            else
            {
                // Of annotations the case does not matter.
                LabelChecks.Key(faults, reference["fieldPath"]!, key, field == "metadata.labels" ? "label key" : "annotation key", topic, field == "metadata.annotations");
            }
        }
        else if (!known.Contains(path == "spec.host" ? "spec.nodeName" : path, StringComparer.Ordinal))
        {
            faults.Add(
                topic, reference, "fieldPath",
                $"{Wording.Quote(path)} is not a field that the downward API exposes here. "
                + $"Write {Wording.Or(known)}, or metadata.labels['KEY'] or metadata.annotations['KEY'].");
        }
    }

    /// <summary>Checks a resource of a container that a variable or a file shows.</summary>
    public static void Resource(ObjectFaults faults, FaultTopic topic, MappingNode reference)
    {
        if (topic == FaultTopic.Volume)
        {
            faults.Required(topic, reference, "containerName", "resourceFieldRef in a volume");
        }

        if (reference.Text("resource") is not { Length: > 0 } resource)
        {
            if (reference["resource"] is ScalarNode)
            {
                faults.Required(topic, reference, "resource", "resourceFieldRef");
            }

            return;
        }

        if (!Resources.Contains(resource, StringComparer.Ordinal) && !resource.StartsWith("limits.hugepages-", StringComparison.Ordinal)
            && !resource.StartsWith("requests.hugepages-", StringComparison.Ordinal))
        {
            faults.Add(
                topic, reference, "resource",
                $"{Wording.Quote(resource)} is not a resource of a container. Write {Wording.Or(Resources)}.");
        }
        else if (reference["divisor"] is ScalarNode { IsNull: false } divisor && Quantity.TryParse(divisor.Value, out var amount) && amount.Value != 0)
        {
            if (resource.EndsWith(".cpu", StringComparison.Ordinal))
            {
                if (amount.Value is not (1 or 0.001m))
                {
                    faults.Add(topic, divisor, $"The divisor of cpu is {divisor.Value}. Write 1 or 1m.");
                }
            }
            else if (!IsUnit(divisor.Value, amount.Value))
            {
                faults.Add(topic, divisor, $"The divisor is {divisor.Value}. Write one unit, such as 1, 1k, 1M, 1Ki, 1Mi or 1Gi.");
            }
        }
    }

    // The key of a ConfigMap or Secret.
    private static void DataKey(ObjectFaults faults, MappingNode owner)
    {
        if (owner.Text("key") is { Length: > 0 } key
            && (key.Length > 253 || key is "." or ".." || key.StartsWith("..", StringComparison.Ordinal)
                || !key.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')))
        {
            faults.Add(
                FaultTopic.Environment, owner, "key",
                $"{Wording.Quote(key)} is not a key of a ConfigMap or Secret. "
                + "Use at most 253 letters, digits, \"-\", \"_\" and \".\", not beginning with \"..\".");
        }
    }

    private static void Source(ObjectFaults faults, PodParts pod, MappingNode variable, MappingNode source)
    {
        var given = Sources.Where(name => source.Mapping(name) is not null).ToList();
        if (given.Count == 0 && !Sources.Any(name => source[name] is not (null or ScalarNode { IsNull: true })))
        {
            faults.Add(FaultTopic.Environment, source, $"valueFrom names no source. Write {Wording.Or(Sources)}.");
        }
        else if (variable.Text("value") is { Length: > 0 })
        {
            faults.Add(FaultTopic.Environment, source, "A variable has a value or valueFrom, not both. Remove one.");
        }
        else if (given.Count > 1)
        {
            faults.Add(FaultTopic.Environment, source, $"valueFrom has one source. Keep one of {string.Join(", ", given)}.");
        }

        if (source.Mapping("fieldRef") is { } field)
        {
            Field(faults, FaultTopic.Environment, field);
        }

        if (source.Mapping("resourceFieldRef") is { } resource)
        {
            Resource(faults, FaultTopic.Environment, resource);
        }

        foreach (var reference in new[] { source.Mapping("configMapKeyRef"), source.Mapping("secretKeyRef") }.OfType<MappingNode>())
        {
            faults.Subdomain(FaultTopic.Environment, reference, "name", "The name");
            DataKey(faults, reference);
        }

        if (source.Mapping("fileKeyRef") is { } file)
        {
            File(faults, pod, file);
        }
    }

    private static void File(ObjectFaults faults, PodParts pod, MappingNode file)
    {
        VariableName(faults, file, "key");
        if (file.Text("path") is { } path)
        {
            VolumeChecks.Descending(faults, FaultTopic.Environment, file, "path", path);
        }

        if (file.Text("volumeName") is { Length: > 0 } volume && pod.Volumes.GetValueOrDefault(volume)?.Mapping("emptyDir") is null)
        {
            faults.Add(
                FaultTopic.Environment, file, "volumeName",
                $"The pod has no emptyDir volume {Wording.Quote(volume)}. Add it to volumes, or write the name of one that is there.");
        }
    }

    private static void VariableName(ObjectFaults faults, MappingNode owner, string field)
    {
        if (owner.Text(field) is { Length: > 0 } name && name.Any(character => character is < ' ' or > '~' or '='))
        {
            faults.Add(
                FaultTopic.Environment, owner, field,
                $"{Wording.Quote(name)} can't name a variable. Use printable ASCII characters without \"=\".");
        }
    }

    // What Kubernetes writes as a 1 with a suffix.
    private static bool IsUnit(string text, decimal amount)
    {
        if (text.AsSpan().ContainsAny('e', 'E') && !text.EndsWith('E') && !text.EndsWith("Ei", StringComparison.Ordinal))
        {
            return false;
        }

        var factor = text.EndsWith('i') ? 1024m : 1000m;
        for (var unit = factor == 1024m ? factor : 1m; unit <= amount; unit *= factor)
        {
            if (unit == amount)
            {
                return true;
            }
        }

        return false;
    }
}
