using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The hosts, paths and backends of an Ingress have the forms that Kubernetes takes.</summary>
/// <remarks>Kubernetes: pkg/apis/networking/validation/validation.go, ValidateIngress and ValidateIngressClass.</remarks>
public sealed class IngressFieldsRule() : FieldsRule("networking.k8s.io/Ingress", "networking.k8s.io/IngressClass")
{
    private const int LongestController = 250;

    private const string PathSigns = "/-._~%!$&'()*+,;=:";

    private static readonly string[] Unclear = ["//", "/./", "/../", "%2f", "%2F"];

    private static readonly string[] UnclearEnds = ["/..", "/."];

    // From here on the name of a Service may begin with a digit.
    private static readonly KubernetesVersion FirstWithDigits = new(37);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "ingress-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "An Ingress has hosts, paths and backends of the right form",
        Why = "The API server refuses an Ingress with a host that is not a host name, a path that is not absolute or could be read in two ways, a path without pathType, or a backend that does not name exactly one port of a Service.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/ingress/#the-ingress-resource"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Kind == "IngressClass")
        {
            CheckClass(candidate.Spec, faults);
            return;
        }

        var spec = candidate.Spec;
        if (spec?.Mapping("defaultBackend") is null && spec?.Sequence("rules") is not { Items.Count: > 0 })
        {
            faults.Missing(spec ?? candidate.Root, null, "The Ingress leads nowhere. Write rules, a defaultBackend or both.");
        }

        if (spec is null)
        {
            return;
        }

        faults.Name(spec["ingressClassName"], NameForm.Subdomain);
        if (spec.Text("ingressClassName") is { } className && candidate.Annotations?["kubernetes.io/ingress.class"] is ScalarNode old && old.Value != className)
        {
            faults.Add(old, $"The annotation names another class than ingressClassName, {className}. Remove the annotation.");
        }

        CheckBackend(spec.Mapping("defaultBackend"), faults);
        foreach (var tls in spec.Mappings("tls"))
        {
            foreach (var host in tls.Sequence("hosts")?.Items ?? [])
            {
                faults.Name(host, NameForm.Host);
            }

            faults.FilledName(tls, "secretName", NameForm.Subdomain);
        }

        foreach (var rule in spec.Mappings("rules"))
        {
            CheckHost(rule, faults);
            if (rule.Mapping("http") is not { } http)
            {
                continue;
            }

            faults.Need(http, "paths", "http has no paths. Write at least one, or remove http to send every request to the default backend.");
            foreach (var path in http.Mappings("paths"))
            {
                CheckPath(path, faults);
                CheckBackend(path.Mapping("backend"), faults);
            }
        }
    }

    private static void CheckHost(MappingNode rule, FieldFaults faults)
    {
        if (rule.Text("host") is not { Length: > 0 } host)
        {
            return;
        }

        if (NetworkAddress.Parse(host) is not null)
        {
            faults.Add(rule["host"]!, $"host is the IP address {host}. Write a host name, or remove the field to match every host.");
        }
        else
        {
            faults.Name(rule["host"], NameForm.Host);
        }
    }

    private static void CheckPath(MappingNode path, FieldFaults faults)
    {
        faults.Need(path, "pathType", "pathType is missing. Write Prefix, Exact or ImplementationSpecific.");
        var (type, text) = (path.Text("pathType"), path.Text("path") ?? "");
        if (type is not ("Exact" or "Prefix" or "ImplementationSpecific") || (text.Length == 0 && type == "ImplementationSpecific"))
        {
            return;
        }

        if (!text.StartsWith('/'))
        {
            if (path.Scalar("path") is { } written)
            {
                faults.Add(written, $"path is {Wording.Quote(text)}. Write it with a / in front.");
            }
            else
            {
                faults.Missing(path, path["path"], $"path is missing, which the pathType {type} needs. Write / to match every path.");
            }
        }
        else if (type != "ImplementationSpecific"
            && (Array.Find(Unclear, part => text.Contains(part, StringComparison.Ordinal)) ?? Array.Find(UnclearEnds, end => text.EndsWith(end, StringComparison.Ordinal))) is { } unclear)
        {
            faults.Add(path["path"]!, $"path contains {unclear}, which proxies read differently. Write it without.");
        }
    }

    private static void CheckBackend(MappingNode? backend, FieldFaults faults)
    {
        if (backend is null)
        {
            return;
        }

        var (service, resource) = (backend.Mapping("service"), backend.Mapping("resource"));
        if (service is not null && resource is not null)
        {
            faults.Add(resource, "The backend has a service and a resource. Remove one.");
            return;
        }

        if (service is null && resource is null)
        {
            faults.Missing(backend, null, "The backend names nothing. Write a service with its name and port, or a resource.");
            return;
        }

        if (resource is not null)
        {
            CheckReference(resource, faults);
            return;
        }

        faults.NeedName(service!, "name", faults.Version < FirstWithDigits ? NameForm.LetterLabel : NameForm.Label);
        var port = service!.Mapping("port");
        var (name, number) = (port?.Text("name") is { Length: > 0 }, port?.Integer("number") is not (null or 0));
        if (port is not null && name && number)
        {
            faults.Add(port, "port has a name and a number. Remove one.");
        }
        else if (!name && !number)
        {
            faults.Missing(port ?? service, null, "The backend names no port. Write port.number or port.name.");
        }
        else if (name)
        {
            faults.Name(port!["name"], NameForm.PortName);
        }
        else
        {
            faults.Port(port!, "number");
        }
    }

    private static void CheckClass(MappingNode? spec, FieldFaults faults)
    {
        const string Instead = "Write a domain and a path, such as example.com/ingress-controller, in at most 250 characters.";
        if (spec is null)
        {
            return;
        }

        if (faults.Need(spec, "controller", $"controller is missing. {Instead}") && spec.Text("controller") is { } controller)
        {
            var slash = controller.IndexOf('/', StringComparison.Ordinal);
            var isPath = slash > 0 && slash < controller.Length - 1 && controller.Length <= LongestController
                && ValidName.IsDnsSubdomain(controller.AsSpan(0, slash))
                && controller[slash..].All(character => char.IsAsciiLetterOrDigit(character) || PathSigns.Contains(character, StringComparison.Ordinal));
            if (!isPath)
            {
                faults.Add(spec["controller"]!, $"controller is {Wording.Quote(controller)}. {Instead}");
            }
        }

        if (spec.Mapping("parameters") is { } parameters)
        {
            CheckReference(parameters, faults);
            var isOfNamespace = parameters.Text("scope") == "Namespace";
            if (isOfNamespace)
            {
                faults.NeedName(parameters, "namespace", NameForm.Label, "namespace is missing, which the scope Namespace needs. Write the namespace of the parameters.");
            }
            else if (parameters.Text("scope") is null or "Cluster")
            {
                faults.Forbid(parameters, "namespace", "Parameters of the scope Cluster have no namespace. Remove it, or write the scope Namespace.");
            }
        }
    }

    private static void CheckReference(MappingNode reference, FieldFaults faults)
    {
        faults.Name(reference["apiGroup"], NameForm.Subdomain);
        faults.NeedName(reference, "kind", NameForm.PathSegment);
        faults.NeedName(reference, "name", NameForm.PathSegment);
    }
}
