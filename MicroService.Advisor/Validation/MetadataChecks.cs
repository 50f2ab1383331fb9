using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Validation;

/// <summary>Names, labels, annotations, owners and finalizers of objects.</summary>
/// <remarks>k8s.io/apimachinery: pkg/api/validation/objectmeta.go; kubernetes: pkg/apis/core/validation (ValidateObjectMeta).</remarks>
internal static class MetadataChecks
{
    // A Job that a CronJob makes gets a suffix of eleven characters.
    private const int LongestCronJob = 52;

    private const string PodSecurity = "pod-security.kubernetes.io/";

    // What the server appends to generateName.
    private const int RandomSuffix = 5;

    /// <summary>Checks the metadata of an object.</summary>
    public static void Check(ObjectFaults faults)
    {
        if (faults.Object.Metadata is not { } metadata)
        {
            return;
        }

        Name(faults, metadata);
        faults.Label(FaultTopic.ObjectName, metadata, "namespace", "The namespace");
        LabelChecks.Labels(faults, metadata.Mapping("labels"));
        LabelChecks.Annotations(faults, metadata.Mapping("annotations"));
        Owners(faults, metadata);
        Finalizers(faults, metadata);
        PodSecurityLabels(faults, metadata);
    }

    // The levels of Pod Security that a namespace enforces, audits and warns of.
    private static void PodSecurityLabels(ObjectFaults faults, MappingNode metadata)
    {
        if (faults.Object is not { ApiVersion: "v1", Kind: "Namespace" })
        {
            return;
        }

        foreach (var entry in metadata.Mapping("labels")?.Entries ?? [])
        {
            var (key, value) = (entry.Name, (entry.Value as ScalarNode)?.Value ?? "");
            if (!key.StartsWith(PodSecurity, StringComparison.Ordinal))
            {
                continue;
            }

            if (key[PodSecurity.Length..] is "enforce" or "audit" or "warn")
            {
                if (value is not ("privileged" or "baseline" or "restricted"))
                {
                    faults.Add(
                        FaultTopic.Label, entry.Value,
                        $"{Wording.Quote(value)} is not a level of Pod Security. Write privileged, baseline or restricted.");
                }
            }
            else if (key[PodSecurity.Length..] is "enforce-version" or "audit-version" or "warn-version" && value != "latest"
                && !(value.StartsWith("v1.", StringComparison.Ordinal) && KubernetesVersion.TryParse(value, out var version) && value == $"v{version}"))
            {
                faults.Add(
                    FaultTopic.Label, entry.Value,
                    $"{Wording.Quote(value)} is not a version of Pod Security. Write latest, or a version such as v1.37.");
            }
        }
    }

    private static void Name(ObjectFaults faults, MappingNode metadata)
    {
        var kind = faults.Object.Kind;
        var name = metadata.Text("name") ?? "";
        var field = "name";
        if (name.Length == 0)
        {
            field = "generateName";
            name = metadata.Text("generateName") ?? "";
            if (name.Length == 0)
            {
                return;
            }

            if (faults.Object is { Kind: "CronJob", Group: "batch" } && name.Length + RandomSuffix > LongestCronJob)
            {
                faults.Add(
                    FaultTopic.ObjectName, metadata, field,
                    $"The name of a CronJob has at most {LongestCronJob} characters. "
                    + $"Shorten generateName to {LongestCronJob - RandomSuffix}.");
                return;
            }

            // The beginning of a name may end with what only its end may not.
            name = name.Length > 1 && name[^1] == '-' ? $"{name[..^2]}a" : name;
        }

        switch (FormOf(faults))
        {
            case NameForm.Label when !ValidName.IsDnsLabel(name):
                faults.Add(FaultTopic.ObjectName, metadata, field, $"{Wording.Quote(name)} can't name a {kind}. {Words.DnsLabel}");
                break;
            case NameForm.Letter when !ValidName.IsDns1035Label(name):
                faults.Add(
                    FaultTopic.ObjectName, metadata, field,
                    $"{Wording.Quote(name)} can't name a {kind}. {Words.DnsLabel} Begin with a letter.");
                break;
            case NameForm.Subdomain when !ValidName.IsDnsSubdomain(name):
                faults.Add(FaultTopic.ObjectName, metadata, field, $"{Wording.Quote(name)} can't name a {kind}. {Words.DnsSubdomain}");
                break;
            case NameForm.Segment when name is "." or ".." || name.AsSpan().ContainsAny('/', '%'):
                faults.Add(
                    FaultTopic.ObjectName, metadata, field,
                    $"{Wording.Quote(name)} can't name a {kind}. Use no \"/\" and no \"%\", and not only dots.");
                break;
            case NameForm.Subdomain when faults.Object is { Kind: "CronJob", Group: "batch" } && name.Length > LongestCronJob:
                faults.Add(
                    FaultTopic.ObjectName, metadata, field,
                    $"The name of a CronJob has at most {LongestCronJob} characters, and this has {name.Length}: "
                    + "its Jobs' names are longer.");
                break;
        }
    }

    private static NameForm FormOf(ObjectFaults faults)
    {
        var candidate = faults.Object;
        return (candidate.Group, candidate.Kind) switch
        {
            ("", "Namespace") => NameForm.Label,
            ("", "Service") => faults.Version < new KubernetesVersion(36) ? NameForm.Letter : NameForm.Label,
            // Pods get the name and a number as their host name.
            ("apps", "StatefulSet") => NameForm.Label,
            ("rbac.authorization.k8s.io", _) or ("policy", _) => NameForm.Segment,
            // Named for something else, which has a form of its own.
            ("", "Event" or "ComponentStatus") or ("events.k8s.io", _) or ("certificates.k8s.io", _) or ("apiregistration.k8s.io", _)
                or ("apiextensions.k8s.io", _) or ("networking.k8s.io", "IPAddress") or ("internal.apiserver.k8s.io", _)
                or ("authentication.k8s.io" or "authorization.k8s.io", _) => NameForm.Other,
            // Served by OpenShift's own API servers, with forms of their own, such as system:image-pullers and app:latest.
            var (group, _) when group.EndsWith(".openshift.io", StringComparison.Ordinal) => NameForm.Other,
            _ => NameForm.Subdomain,
        };
    }

    private static void Owners(ObjectFaults faults, MappingNode metadata)
    {
        var hasController = false;
        foreach (var owner in metadata.Mappings("ownerReferences"))
        {
            var apiVersion = owner.Text("apiVersion") ?? "";
            if (apiVersion.Count(character => character == '/') > 1 || apiVersion.EndsWith('/'))
            {
                faults.Add(
                    FaultTopic.Metadata, owner, "apiVersion",
                    $"{Wording.Quote(apiVersion)} is not an apiVersion. Write group/version, such as apps/v1.");
            }

            foreach (var field in new[] { "apiVersion", "kind", "name", "uid" })
            {
                if (owner.Scalar(field) is { Value: "" } empty)
                {
                    faults.Add(FaultTopic.Metadata, empty, $"The {field} of an owner is empty. Copy it from the owner.");
                }
            }

            if (apiVersion == "v1" && owner.Text("kind") == "Event")
            {
                faults.Add(FaultTopic.Metadata, owner, "kind", "An Event can't own objects.");
            }

            if (owner.Boolean("controller") == true)
            {
                if (hasController)
                {
                    faults.Add(FaultTopic.Metadata, owner, "controller", "An object has at most one owner with controller: true.");
                }

                hasController = true;
            }
        }
    }

    private static void Finalizers(ObjectFaults faults, MappingNode metadata)
    {
        foreach (var finalizer in ObjectFaults.Texts(metadata, "finalizers"))
        {
            var name = finalizer.Value;
            if (!ValidName.IsQualifiedName(name))
            {
                faults.Add(FaultTopic.Metadata, finalizer.Node, $"The finalizer {Wording.Quote(name)} has the wrong form. {Words.LabelKey}");
            }
            else if (!name.Contains('/', StringComparison.Ordinal) && name is not ("kubernetes" or "orphan" or "foregroundDeletion")
                && BuiltInGroups.Has(faults.Object.ApiVersion))
            {
                faults.Add(
                    FaultTopic.Metadata, finalizer.Node,
                    $"The finalizer {Wording.Quote(name)} has no domain. Write example.com/{name} with a domain of yours.");
            }
        }

        var names = ObjectFaults.Texts(metadata, "finalizers").Select(finalizer => finalizer.Value).ToList();
        if (names.Contains("orphan") && names.Contains("foregroundDeletion"))
        {
            faults.Add(
                FaultTopic.Metadata, metadata, "finalizers",
                "orphan and foregroundDeletion exclude each other. Remove one of them.");
        }
    }

    private enum NameForm
    {
        Subdomain,
        Label,
        Letter,
        Segment,
        Other,
    }
}
