using MicroService.Publishing.AppModel;
using MicroService.Publishing.Names;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Ports;

/// <summary>The ports of one resource. Bindings with the same port share it.</summary>
internal sealed class PortPlan
{
    // The default port of .NET images; further ports follow.
    private const int FirstFree = 8080;

    // IANA's limit for service names (RFC 6335), which applies to ports of pods and Services.
    private const int LongestName = 15;

    private readonly List<ClusterPort> _ports = [];
    private readonly Dictionary<string, int> _byBinding = [];
    private readonly bool _isProject;
    private readonly bool _isPlain;

    private PortPlan(WorkloadResource resource, string? certificate)
    {
        (_isProject, Certificate) = (resource is ProjectResource, certificate);
        _isPlain = _isProject && certificate is null;
        var plain = resource.Bindings.Where(binding => binding is { Scheme: "http", Protocol: "tcp" }).ToList();
        Plain = _isPlain ? [.. resource.Bindings.Where(binding => binding.Scheme == "https")] : _isProject ? [] : SharedWithHttp(resource, plain);
        var folded = _isPlain ? resource.Bindings.Where(binding => !HasEndpoint(resource, binding)).Select(binding => (Binding: binding, Onto: Sibling(binding, plain))).Where(pair => pair.Onto is not null).ToList() : [];
        var own = resource.Bindings.Except(folded.Select(pair => pair.Binding)).ToList();
        var numbers = Numbers(own);
        var unasked = new List<Binding>();
        foreach (var binding in own)
        {
            if (binding.TargetPort is null && !_isProject)
            {
                unasked.Add(binding);
            }

            Add(binding, numbers[binding.Name]);
        }

        foreach (var (binding, onto) in folded)
        {
            Merge(binding, _byBinding[onto!.Name]);
        }

        Unasked = unasked;
    }

    /// <summary>Ports of the Service, in the order of the manifest.</summary>
    public IReadOnlyList<ClusterPort> Ports => _ports;

    /// <summary>
    /// Bindings that are HTTPS in the model and plain HTTP in the cluster: those of projects, which have no certificate there, and those of
    /// containers that share their port with HTTP.
    /// </summary>
    public IReadOnlyList<Binding> Plain { get; }

    /// <summary>The variable that configures a certificate, so that HTTPS stays HTTPS; null if there is none.</summary>
    public string? Certificate { get; }

    /// <summary>Bindings of containers without a target port in the model.</summary>
    public IReadOnlyList<Binding> Unasked { get; }

    /// <param name="certificate">The variable that configures a certificate of a project; null if there is none.</param>
    public static PortPlan Of(WorkloadResource resource, string? certificate = null) => new(resource, certificate);

    public ClusterPort Port(Binding binding) => _ports[_byBinding[binding.Name]];

    /// <summary>The URL scheme of the binding in the cluster.</summary>
    public string Scheme(Binding binding) => Plain.Contains(binding) ? "http" : binding.Scheme;

    /// <summary>
    /// Whether the variables configure a named endpoint for the binding. The program always opens it, so it needs its own port.
    /// </summary>
    public static bool HasEndpoint(WorkloadResource resource, Binding binding) => resource.Environment.Any(variable =>
        KestrelVariables.EndpointOfUrl(variable.Key) is { } endpoint
        && (endpoint.Equals(binding.Name, StringComparison.OrdinalIgnoreCase) || ListenerAddresses.TargetPorts(resource, variable.Value).Contains(binding)));

    // The HTTP binding that corresponds to an HTTPS one. An HTTPS binding with its own port may serve something else, such as gRPC.
    private static Binding? Sibling(Binding binding, List<Binding> plain) =>
        binding is not { Scheme: "https", Protocol: "tcp" } ? null
        : plain.Find(candidate => candidate.Transport == binding.Transport) ?? (binding.TargetPort is null ? plain.FirstOrDefault() : null);

    // A project that is published as a Dockerfile has both on the port that it listens on without TLS.
    private static IReadOnlyList<Binding> SharedWithHttp(WorkloadResource resource, List<Binding> plain) =>
        resource.Environment.Keys.Any(KestrelVariables.IsCertificate) ? []
        : [.. resource.Bindings.Where(binding => binding is { Scheme: "https", Protocol: "tcp", TargetPort: { } port } && plain.Exists(other => other.TargetPort == port))];

    private static Dictionary<string, int> Numbers(List<Binding> bindings)
    {
        var numbers = bindings.Where(binding => binding.TargetPort is not null).ToDictionary(binding => binding.Name, binding => binding.TargetPort!.Value);
        var next = FirstFree;
        foreach (var binding in bindings.Where(binding => binding.TargetPort is null))
        {
            while (numbers.ContainsValue(next))
            {
                next++;
            }

            numbers[binding.Name] = next;
        }

        return numbers;
    }

    private void Add(Binding binding, int number)
    {
        var protocol = binding.Protocol.ToUpperInvariant();
        var same = _ports.FindIndex(port => port.Protocol == protocol && port.Number == number && (binding.Port is null || binding.Port == port.ServicePort));
        if (same >= 0)
        {
            Merge(binding, same);
            return;
        }

        // Two bindings may want the same port of the Service, because elsewhere each has its own address.
        var servicePort = binding.Port ?? number;
        foreach (var candidate in new[] { servicePort, number }.Concat(Enumerable.Range(FirstFree, short.MaxValue)))
        {
            if (!_ports.Exists(port => port.Protocol == protocol && port.ServicePort == candidate))
            {
                servicePort = candidate;
                break;
            }
        }

        _byBinding[binding.Name] = _ports.Count;
        _ports.Add(new ClusterPort(Name(binding), binding.Name, number, servicePort, protocol, binding.IsHttp, binding.External) { IsTls = Scheme(binding) == "https" });
    }

    private void Merge(Binding binding, int index)
    {
        _byBinding[binding.Name] = index;
        _ports[index] = _ports[index] with { IsExternal = _ports[index].IsExternal || binding.External, IsHttp = _ports[index].IsHttp || binding.IsHttp };
    }

    private string Name(Binding binding)
    {
        var name = DnsLabel.From(binding.Name, LongestName) ?? DnsLabel.WithHash("port", binding.Name, LongestName);
        return _ports.Exists(port => port.Name == name) ? DnsLabel.WithHash(name, binding.Name, LongestName) : name;
    }
}
