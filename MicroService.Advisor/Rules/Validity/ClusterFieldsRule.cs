using System.Security.Cryptography;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The settings of a cluster, such as its priorities, leases and signing requests, are within their bounds.</summary>
/// <remarks>Kubernetes: the validation.go of each group below pkg/apis.</remarks>
public sealed class ClusterFieldsRule() : FieldsRule(
    "Namespace",
    "Node",
    "scheduling.k8s.io/PriorityClass",
    "coordination.k8s.io/Lease",
    "node.k8s.io/RuntimeClass",
    "certificates.k8s.io/CertificateSigningRequest",
    "apiregistration.k8s.io/APIService",
    "apps/ControllerRevision",
    "flowcontrol.apiserver.k8s.io/FlowSchema",
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
    "networking.k8s.io/ServiceCIDR",
    "networking.k8s.io/IPAddress",
    "resource.k8s.io/ResourceClaim",
    "resource.k8s.io/ResourceClaimTemplate",
    "resource.k8s.io/DeviceClass",
    "resource.k8s.io/ResourceSlice")
{
    private const long HighestPriority = 1_000_000_000;

    private static readonly string[] OfConnections = ["caBundle", "insecureSkipTLSVerify"];

    private static readonly NameForm Finalizer = new(
        "a domain, / and a name, or kubernetes",
        text => ValidName.IsQualifiedName(text) && (text.Contains('/', StringComparison.Ordinal) || text is "kubernetes" or "orphan" or "foregroundDeletion"));

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "cluster-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Priorities, leases, runtime classes and other settings of the cluster are within their bounds",
        Why = "The API server refuses a priority above 1,000,000,000 or with a reserved name, a lease that never runs, an APIService or flow schema without order, and a request to sign that holds no request.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        var (root, spec) = (candidate.Root, candidate.Spec);
        switch (candidate.Kind)
        {
            case "PriorityClass":
                CheckPriority(candidate, faults);
                break;
            case "RuntimeClass":
                faults.FilledName(root, "handler", NameForm.Label);
                CheckRuntime(root, faults);
                break;
            case "ControllerRevision":
                faults.Range(root, "revision", 0);
                break;
            case "Namespace":
                foreach (var finalizer in spec?.Sequence("finalizers")?.Items ?? [])
                {
                    faults.Name(finalizer, Finalizer);
                }

                break;
            case "Node" when spec is not null:
                TaintFields.CheckTaints(spec, faults);
                foreach (var range in spec.Sequence("podCIDRs")?.Items ?? [])
                {
                    AddressFields.Range(range, faults);
                }

                break;
            case "Lease" when spec is not null:
                faults.Range(spec, "leaseDurationSeconds", 1);
                faults.Range(spec, "leaseTransitions", 0);
                if (spec.Text("preferredHolder") is { Length: > 0 } && spec.Text("strategy") is null or "")
                {
                    faults.Add(spec["preferredHolder"]!, "preferredHolder needs strategy. Write OldestEmulationVersion, or remove it.");
                }

                break;
            case "CertificateSigningRequest" when spec is not null:
                CheckSigningRequest(spec, faults);
                break;
            case "APIService" when spec is not null:
                CheckService(candidate, spec, faults);
                break;
            case "FlowSchema" when spec is not null:
                FlowFields.CheckSchema(spec, faults);
                break;
            case "PriorityLevelConfiguration" when spec is not null:
                FlowFields.CheckLevel(candidate.Name, spec, faults);
                break;
            case "ServiceCIDR" when spec is not null:
                CheckRanges(spec, faults);
                break;
            case "IPAddress":
                if (candidate.Name.Length > 0 && NetworkAddress.Parse(candidate.Name) is null)
                {
                    faults.Add(candidate.Anchor, "The name of an IPAddress is the address. Write one such as 10.96.0.5.");
                }

                if (spec?.Mapping("parentRef") is { } parent)
                {
                    faults.Need(parent, "resource");
                    faults.Need(parent, "name");
                }

                break;
            case "ResourceClaim":
                DeviceFields.CheckClaim(spec, faults);
                break;
            case "ResourceClaimTemplate":
                SelectorFields.CheckLabels(spec?.Mapping("metadata")?.Mapping("labels"), faults);
                DeviceFields.CheckClaim(spec?.Mapping("spec"), faults);
                break;
            case "DeviceClass" when spec is not null:
                DeviceFields.CheckClass(spec, faults);
                break;
            case "ResourceSlice" when spec is not null:
                DeviceFields.CheckSlice(spec, faults);
                break;
        }
    }

    private static void CheckRuntime(MappingNode root, FieldFaults faults)
    {
        foreach (var entry in root.Mapping("overhead")?.Mapping("podFixed")?.Entries ?? [])
        {
            if (!ResourceName.MayBeRequested(entry.Name))
            {
                faults.Add(entry.Key, $"{Wording.Quote(entry.Name)} is not a resource of a pod. Write cpu or memory.");
            }
            else if (Quantity.Of(entry.Value) is { Value: < 0 })
            {
                faults.Add(entry.Value, $"{entry.Name} is {entry.Value}. Write 0 or more.");
            }
        }

        SelectorFields.CheckLabels(root.Mapping("scheduling")?.Mapping("nodeSelector"), faults);
        var seen = new HashSet<(string?, string?, string?, string?)>();
        foreach (var toleration in root.Mapping("scheduling")?.Mappings("tolerations") ?? [])
        {
            faults.AddAll(found => SchedulingChecks.Toleration(found, toleration));
            if (!seen.Add((toleration.Text("key"), toleration.Text("operator"), toleration.Text("value"), toleration.Text("effect"))))
            {
                faults.Missing(toleration, null, "The toleration is listed twice. Remove one.");
            }
        }
    }

    private static void CheckRanges(MappingNode spec, FieldFaults faults)
    {
        if (!faults.Need(spec, "cidrs", "cidrs is missing. Write one range of addresses, or one of each IP family.") || spec.Sequence("cidrs") is not { } list)
        {
            return;
        }

        var ranges = list.Items.Select(item => AddressFields.Range(item, faults)).OfType<NetworkAddress>().ToList();
        if (list.Items.Count > 2 || ranges is [var one, var other] && one.IsV4 == other.IsV4)
        {
            faults.Add(list, "cidrs takes one range of each IP family. Remove the others.");
        }
    }

    private static void CheckPriority(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Root.Integer("value") is > HighestPriority && !candidate.Name.StartsWith("system-", StringComparison.Ordinal))
        {
            faults.Add(candidate.Root["value"]!, "value is above 1,000,000,000, which is the highest that is not reserved for the system. Write a lower one.");
        }

        if (candidate.Name.StartsWith("system-", StringComparison.Ordinal) && candidate.Name is not ("system-cluster-critical" or "system-node-critical"))
        {
            faults.Add(candidate.Anchor, "Names that begin with system- are reserved. Write another.");
        }
    }

    private static void CheckSigningRequest(MappingNode spec, FieldFaults faults)
    {
        faults.Need(spec, "usages", "usages is missing. Write what the certificate is for, such as client auth.");
        faults.Distinct(spec.Sequence("usages"));
        faults.Range(spec, "expirationSeconds", 600);
        if (spec.Text("signerName") == "kubernetes.io/legacy-unknown")
        {
            faults.Add(spec["signerName"]!, "v1 does not know the signer kubernetes.io/legacy-unknown. Write the signer that the certificate is for.");
        }
        else if (spec.Text("signerName") is { Length: > 0 } signer)
        {
            var slash = signer.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0 || !ValidName.IsDnsSubdomain(signer.AsSpan(0, slash)) || signer[..slash].Split('.').Length < 2 || !ValidName.IsDnsSubdomain(signer.AsSpan(slash + 1)))
            {
                faults.Add(spec["signerName"]!, $"signerName is {Wording.Quote(signer)}. Write a domain and a name, such as kubernetes.io/kube-apiserver-client.");
            }
        }

        if (spec.Scalar("request") is { Value.Length: > 0 } request && !IsSigningRequest(request.Value))
        {
            faults.Add(request, "request is not a signing request. Write the PEM of one (BEGIN CERTIFICATE REQUEST) in base64.");
        }
    }

    private static bool IsSigningRequest(string encoded)
    {
        var bytes = new byte[encoded.Length];
        if (!Convert.TryFromBase64String(encoded, bytes, out var length))
        {
            // The schema's rule reports text that is not Base64.
            return true;
        }

        var text = System.Text.Encoding.UTF8.GetString(bytes, 0, length);
        return PemEncoding.TryFind(text, out var fields) && text[fields.Label] is "CERTIFICATE REQUEST";
    }

    private static void CheckService(KubernetesObject candidate, MappingNode spec, FieldFaults faults)
    {
        var (group, version) = (spec.Text("group") ?? "", spec.Text("version") ?? "");
        faults.FilledName(spec, "group", NameForm.Subdomain);
        faults.NeedName(spec, "version", NameForm.LetterLabel);
        if (version.Length > 0 && candidate.Metadata?.Text("name") is { } name && name != $"{version}.{group}")
        {
            faults.Add(candidate.Anchor, $"The name of an APIService is its version and group. Write {version}.{group}.");
        }

        faults.Range(spec, "groupPriorityMinimum", 1, 20000);
        faults.Range(spec, "versionPriority", 1, 1000);
        if (spec.Mapping("service") is { } service)
        {
            faults.Need(service, "name");
            faults.Need(service, "namespace");
            faults.Port(service, "port");
            if (spec.Boolean("insecureSkipTLSVerify") == true && FieldFaults.IsFilled(spec["caBundle"]))
            {
                faults.Add(spec["caBundle"]!, "caBundle is for connections that are verified. Remove it, or insecureSkipTLSVerify.");
            }
        }
        else
        {
            foreach (var field in OfConnections.Where(field => FieldFaults.IsFilled(spec[field]) && spec.Boolean(field) != false))
            {
                faults.Add(spec[field]!, $"An APIService without service is the API server's own. Remove {field}, or write service.");
            }
        }
    }
}
