using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>What a list identifies by a field stands in it once, and no two files of a volume have one path.</summary>
/// <remarks>Kubernetes: pkg/api/pod/warnings.go; apiserver/pkg/endpoints/handlers/create.go for owners.</remarks>
public sealed class RepeatedItemRule : PlaceRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "repeated-item",
        Category = RuleCategory.Configuration,
        Severity = Severity.Advice,
        Title = "Ports, host aliases, pull secrets, owners and files of volumes are listed once",
        Why = "The API server accepts a second port, host alias, pull secret or owner with a warning, and a file whose path another one has. Only one of the two counts, and kubectl apply can drop one when it merges the lists.",
        Reference = new Uri("https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy"),
        Checklist = "sane defaults",
        FixSummary = "Removes the second of two entries that say the same.",
    };

    // Two files of these at one path are refused where a volume projects them.
    private static readonly string[] Listed = ["secret", "configMap", "downwardAPI"];

    private static readonly (string Source, string[] Paths)[] Single =
    [
        ("serviceAccountToken", ["path"]), ("clusterTrustBundle", ["path"]), ("podCertificate", ["certificateChainPath", "keyPath", "credentialBundlePath"]),
    ];

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context)
    {
        var owners = candidate.Metadata?.Sequence("ownerReferences") is { Items.Count: > 1 } references
            ? Repeated(references, "uid", "owner", hasSameContent: true)
            : [];
        return PodTemplate.Of(candidate) is { } pod ? owners.Concat(OfPod(pod)) : owners;
    }

    private static IEnumerable<Place> OfPod(PodTemplate pod) =>
        Repeated(pod.Spec.Sequence("hostAliases"), "ip", "IP address", hasSameContent: false)
            .Concat(Repeated(pod.Spec.Sequence("imagePullSecrets"), "name", "pull secret", hasSameContent: false))
            .Concat(Ports(pod))
            .Concat(pod.Volumes.SelectMany(Files));

    private static IEnumerable<Place> Repeated(SequenceNode? list, string field, string what, bool hasSameContent)
    {
        var first = new Dictionary<string, MappingNode>(StringComparer.Ordinal);
        foreach (var item in list?.Items.Count > 1 ? list.Items.OfType<MappingNode>() : [])
        {
            if (item.Text(field) is not { Length: > 0 } value || first.TryAdd(value, item))
            {
                yield return new Place(item);
            }
            else if (!hasSameContent || item.DataEquals(first[value]))
            {
                yield return new Place(
                    item[field]!,
                    $"The {what} {value} is listed twice. Write one entry.",
                    item.DataEquals(first[value]) ? Fix.Safe($"remove the second entry of the {what} {value}").RemoveItem(list!, item) : null);
            }
        }
    }

    private sealed record ContainerPort(MappingNode Container, SequenceNode List, MappingNode Node)
    {
        public long? Number { get; } = Node.Integer("containerPort");

        public string Protocol { get; } = Node.Text("protocol") is { Length: > 0 } written ? written : "TCP";

        public string? Name { get; } = Node.Text("name") is { Length: > 0 } written ? written : null;

        public long HostPort { get; } = Node.Integer("hostPort") ?? 0;

        public string HostAddress { get; } = Node.Text("hostIP") ?? "";

        public string ContainerName => Container.Text("name") ?? "";
    }

    private static IEnumerable<Place> Ports(PodTemplate pod)
    {
        var ports =
            from container in pod.Containers
            let list = container.Sequence("ports")
            where list is not null
            from port in list.Items.OfType<MappingNode>()
            select new ContainerPort(container, list, port);
        var numbers = new Dictionary<(long, string), List<ContainerPort>>();
        var names = new Dictionary<string, ContainerPort>(StringComparer.Ordinal);
        foreach (var port in ports)
        {
            if (port.Number is { } number)
            {
                var same = numbers.GetValueOrDefault((number, port.Protocol)) ?? [];
                if (same.Select(other => Clash(port, other)).FirstOrDefault(place => place is not null) is { } clash)
                {
                    yield return clash;
                }

                same.Add(port);
                numbers[(number, port.Protocol)] = same;
            }

            // Within a container the API server refuses it.
            if (port.Name is { } name && !names.TryAdd(name, port) && names[name].Container != port.Container)
            {
                yield return new Place(
                    port.Node["name"]!,
                    $"The container {names[name].ContainerName} has a port named {name}, too, and Services and probes that name it reach only that one. Rename one.");
            }
        }
    }

    private static Place? Clash(ContainerPort port, ContainerPort other)
    {
        var where = other.Container == port.Container ? "twice" : $"in the container {other.ContainerName}, too, and the containers of a pod share their ports";
        if (port.HostPort == other.HostPort && port.HostAddress == other.HostAddress)
        {
            // One port of the host for two is refused.
            return port.HostPort != 0 ? null : new Place(
                port.Node["containerPort"]!,
                $"The port {port.Number}/{port.Protocol} is listed {where}. Write it once.",
                port.Container == other.Container && port.Name is null
                    ? Fix.Safe($"remove the second entry of the port {port.Number}").RemoveItem(port.List, port.Node)
                    : null);
        }

        return port.HostPort == 0 || other.HostPort == 0
            ? new Place(port.Node["containerPort"]!, $"The port {port.Number}/{port.Protocol} is listed {where}, with and without a hostPort. Write it once.")
            : port.HostPort == other.HostPort && (port.HostAddress.Length == 0 || other.HostAddress.Length == 0)
                ? new Place(port.Node["hostPort"]!, $"The host's port {port.HostPort} is taken once for all addresses and once for one. Write it once.")
                : null;
    }

    private static IEnumerable<Place> Files(MappingNode volume)
    {
        foreach (var name in Listed)
        {
            foreach (var place in Overlaps(PathsOf(volume, name).Select(path => (path, false))))
            {
                yield return place;
            }
        }

        var projected = volume.Mapping("projected")?.Mappings("sources") ?? [];
        foreach (var place in Overlaps(projected.SelectMany(ProjectedPaths)))
        {
            yield return place;
        }
    }

    private static IEnumerable<ScalarNode> PathsOf(MappingNode owner, string source) =>
        owner.Mapping(source)?.Mappings("items").Select(item => item.Scalar("path")).OfType<ScalarNode>() ?? [];

    private static IEnumerable<(ScalarNode Path, bool IsListed)> ProjectedPaths(MappingNode source) =>
        Listed.SelectMany(name => PathsOf(source, name)).Select(path => (path, true))
            .Concat(Single.SelectMany(single => single.Paths.Select(field => source.Mapping(single.Source)?.Scalar(field)).OfType<ScalarNode>()).Select(path => (path, false)));

    private static IEnumerable<Place> Overlaps(IEnumerable<(ScalarNode Path, bool IsListed)> paths)
    {
        var seen = new List<(string Path, bool IsListed)>();
        foreach (var (node, isListed) in paths)
        {
            var path = node.Value.TrimEnd('/');
            var other = path.Length == 0 ? default : seen.Find(known =>
                known.Path == path ? !(known.IsListed && isListed) : IsWithin(known.Path, path) || IsWithin(path, known.Path));
            yield return new Place(
                node,
                other.Path is null ? null
                : other.Path == path ? $"Another file of the volume has the path {path}, and only one of them is there. Write different paths."
                : $"The paths {other.Path} and {path} overlap: one is a file where the other has a folder. Write different paths.");
            if (path.Length > 0)
            {
                seen.Add((path, isListed));
            }
        }
    }

    private static bool IsWithin(string path, string folder) => path.Length > folder.Length && path[folder.Length] == '/' && path.StartsWith(folder, StringComparison.Ordinal);
}
