using MicroService.Advisor.Manifests;
using MicroService.Cluster.Discovery;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Lists;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;

namespace MicroService.Cluster.RightSizing;

/// <summary>The workloads of a cluster's namespaces, what bounds and scales them, and whose the live pods are.</summary>
public sealed class ClusterWorkloads
{
    private static readonly string[] Controllers = ["deployments.apps", "statefulsets.apps", "daemonsets.apps", "cronjobs.batch"];
    private static readonly string[] InBetween = ["replicasets.apps", "jobs.batch"];
    private static readonly string[] Around = ["horizontalpodautoscalers.autoscaling", "limitranges", "resourcequotas"];

    private readonly List<ManifestFile> _files = [];
    private readonly List<string> _unread = [];
    private readonly Dictionary<(string Namespace, string Pod), WorkloadKey> _owners = [];

    private ClusterWorkloads()
    {
    }

    /// <summary>The objects, a file each.</summary>
    public IReadOnlyList<ManifestFile> Files => _files;

    /// <summary>The workloads of the live pods.</summary>
    public IReadOnlyDictionary<(string Namespace, string Pod), WorkloadKey> Owners => _owners;

    /// <summary>The kinds that could not be read, and why.</summary>
    public IReadOnlyList<string> Unread => _unread;

    /// <summary>Reads them.</summary>
    /// <param name="client">The cluster.</param>
    /// <param name="namespaces">The namespaces; none for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">The cluster can't be reached.</exception>
    public static async Task<ClusterWorkloads> ReadAsync(ApiClient client, IReadOnlyCollection<string> namespaces, CancellationToken cancellationToken)
    {
        var workloads = new ClusterWorkloads();
        var wanted = new HashSet<string>([.. Controllers, .. InBetween, .. Around, "pods"], StringComparer.Ordinal);
        var kinds = await new ApiDiscovery(client).ReadAsync([.. KnownKinds.All.Where(kind => wanted.Contains(kind.FullName))], cancellationToken).ConfigureAwait(false);
        var lists = new ListReader(client);
        foreach (var ns in namespaces.Count > 0 ? namespaces.Distinct(StringComparer.Ordinal) : (IEnumerable<string?>)[null])
        {
            await workloads.ReadAsync(lists, kinds, ns, cancellationToken).ConfigureAwait(false);
        }

        return workloads;
    }

    private async Task ReadAsync(ListReader lists, IReadOnlyList<ServedKind> kinds, string? ns, CancellationToken cancellationToken)
    {
        var above = new Dictionary<(string Namespace, string Kind, string Name), WorkloadKey>();
        foreach (var name in InBetween)
        {
            await EachAsync(lists, kinds, name, ns, item =>
            {
                if (OwnerOf(item.Root) is { } owner)
                {
                    above[KeyOf(item.Root)] = owner;
                }
                else
                {
                    _files.Add(item.File);
                }
            }, cancellationToken).ConfigureAwait(false);
        }

        // There are many pods, and only whose they are is kept.
        await EachAsync(lists, kinds, "pods", ns, item =>
        {
            var pod = KeyOf(item.Root);
            if (OwnerOf(item.Root) is { } owner)
            {
                _owners[(pod.Namespace, pod.Name)] = above.GetValueOrDefault((owner.Namespace, owner.Kind, owner.Name), owner);
            }
            else
            {
                _owners[(pod.Namespace, pod.Name)] = new WorkloadKey(pod.Namespace, pod.Kind, pod.Name);
                _files.Add(item.File);
            }
        }, cancellationToken).ConfigureAwait(false);
        foreach (var name in Controllers.Concat(Around))
        {
            await EachAsync(lists, kinds, name, ns, item => _files.Add(item.File), cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task EachAsync(
        ListReader lists, IReadOnlyList<ServedKind> kinds, string name, string? ns, Action<ReadObject> take, CancellationToken cancellationToken)
    {
        if (kinds.FirstOrDefault(kind => kind.Kind.FullName == name) is not { } served)
        {
            return;
        }

        try
        {
            await foreach (var item in lists.ReadAsync(served, ns, null, cancellationToken).ConfigureAwait(false))
            {
                take(item);
            }
        }
        catch (ApiException exception) when (UnreadKinds.IsOfKind(exception.Failure))
        {
            _unread.Add($"{name}{(ns is null ? "" : $" of {ns}")}: {exception.Failure.Message}");
        }
    }

    private static (string Namespace, string Kind, string Name) KeyOf(MappingNode root) =>
        (root.Mapping("metadata")?.Text("namespace") ?? "default", root.Text("kind") ?? "", root.Mapping("metadata")?.Text("name") ?? "");

    private static WorkloadKey? OwnerOf(MappingNode root) =>
        root.Mapping("metadata")?.Mappings("ownerReferences").FirstOrDefault(owner => owner.Boolean("controller") == true) is { } owner
            ? new WorkloadKey(KeyOf(root).Namespace, owner.Text("kind") ?? "", owner.Text("name") ?? "")
            : null;
}
