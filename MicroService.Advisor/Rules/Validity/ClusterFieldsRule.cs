using System.Security.Cryptography;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The settings of a cluster, such as its priorities, leases and signing requests, are within their bounds.</summary>
/// <remarks>Kubernetes: the validation.go of each group below pkg/apis.</remarks>
public sealed class ClusterFieldsRule() : FieldsRule(
    "Namespace",
    "scheduling.k8s.io/PriorityClass",
    "coordination.k8s.io/Lease",
    "node.k8s.io/RuntimeClass",
    "certificates.k8s.io/CertificateSigningRequest",
    "apiregistration.k8s.io/APIService",
    "apps/ControllerRevision",
    "flowcontrol.apiserver.k8s.io/FlowSchema",
    "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration")
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
                SelectorFields.CheckLabels(root.Mapping("scheduling")?.Mapping("nodeSelector"), faults);
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
                CheckFlow(spec, faults);
                break;
            case "PriorityLevelConfiguration" when spec is not null:
                CheckLevel(spec, faults);
                break;
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
        if (spec.Text("signerName") is { Length: > 0 } signer)
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

    private static void CheckFlow(MappingNode spec, FieldFaults faults)
    {
        faults.Range(spec, "matchingPrecedence", 1, 10000);
        if (spec.Mapping("priorityLevelConfiguration") is { } level)
        {
            faults.Need(level, "name", "name is missing. Write the name of a PriorityLevelConfiguration.");
        }

        foreach (var rule in spec.Mappings("rules"))
        {
            faults.Need(rule, "subjects", "subjects is missing. Write whose requests the rule matches.");
            if (!FieldFaults.IsFilled(rule["resourceRules"]) && !FieldFaults.IsFilled(rule["nonResourceRules"]))
            {
                faults.Missing(rule, rule["resourceRules"], "The rule matches no requests. Write resourceRules, nonResourceRules or both.");
            }

            foreach (var resource in rule.Mappings("resourceRules"))
            {
                foreach (var field in new[] { "verbs", "apiGroups", "resources" })
                {
                    faults.Need(resource, field, $"{field} is missing. Write at least one, or *.");
                }

                if (resource.Boolean("clusterScope") != true)
                {
                    faults.Need(resource, "namespaces", "The rule is of no namespace. Write namespaces, or clusterScope: true.");
                }
            }

            foreach (var path in rule.Mappings("nonResourceRules"))
            {
                faults.Need(path, "verbs", "verbs is missing. Write at least one, or *.");
                faults.Need(path, "nonResourceURLs", "nonResourceURLs is missing. Write at least one, or *.");
            }
        }
    }

    private static void CheckLevel(MappingNode spec, FieldFaults faults)
    {
        var (limited, exempt) = (spec.Mapping("limited"), spec.Mapping("exempt"));
        switch (spec.Text("type"))
        {
            case "Exempt" when limited is not null:
                faults.Add(limited, "A level of type Exempt has no limits. Remove limited.");
                break;
            case "Limited" when exempt is not null:
                faults.Add(exempt, "A level of type Limited is not exempt. Remove exempt.");
                break;
            case "Limited":
                faults.Need(spec, "limited", "limited is missing. Write the limits of the level.");
                break;
        }

        foreach (var level in new[] { limited, exempt }.OfType<MappingNode>())
        {
            faults.Range(level, "nominalConcurrencyShares", 0);
            faults.Range(level, "lendablePercent", 0, 100);
            faults.Range(level, "borrowingLimitPercent", 0);
        }

        if (limited?.Mapping("limitResponse") is not { } response)
        {
            return;
        }

        if (response.Text("type") == "Reject" && response.Mapping("queuing") is { } queuing)
        {
            faults.Add(queuing, "A level that rejects has no queues. Remove queuing, or write the type Queue.");
        }
        else if (response.Text("type") == "Queue" && response.Mapping("queuing") is { } queues)
        {
            faults.Range(queues, "queues", 1, 10_000_000);
            faults.Range(queues, "queueLengthLimit", 1);
            faults.Range(queues, "handSize", 1, Math.Max(queues.Integer("queues") ?? 64, 1));
        }
    }
}
