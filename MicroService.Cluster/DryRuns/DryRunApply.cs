using System.Buffers;
using System.Collections.Concurrent;
using System.Text.Json;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Cluster.Discovery;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.DryRuns;

/// <summary>
/// Asks a cluster, with the caller's own rights, what it would say to each of some objects: a server-side apply as a dry run, so that webhooks,
/// policies, quotas, Pod Security and the schemas of custom resources decide. Nothing is changed.
/// </summary>
/// <param name="client">The client.</param>
/// <param name="ns">The namespace of objects that name none.</param>
public sealed class DryRunApply(ApiClient client, string ns)
{
    private const int Requests = 8;

    // After so many requests without any answer the cluster is taken as unreachable.
    private const int MostUnanswered = 3;

    // What a cluster fills in, and server-side apply refuses or would compare with.
    private static readonly string[] Given = ["managedFields", "resourceVersion", "uid", "creationTimestamp", "generation", "selfLink"];

    private readonly ConcurrentDictionary<MappingNode, IReadOnlyList<ClusterVerdict>> _verdicts = [];
    private readonly ConcurrentBag<(int Index, UnaskedObject Object)> _unasked = [];
    private int _unanswered;

    /// <summary>Asks about each object.</summary>
    /// <param name="objects">The objects, all that are to be applied together.</param>
    /// <param name="answered">Told how many objects are done.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <exception cref="ApiException">The cluster can't be reached, or rejects the credential.</exception>
    public async Task<DryRunReport> RunAsync(IReadOnlyList<KubernetesObject> objects, Action<int>? answered, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(objects);
        var input = new GivenObjects(objects);
        var versions = objects.Select(candidate => candidate.ApiVersion).Where(version => version.Length > 0).Distinct(StringComparer.Ordinal);
        var served = await new ApiDiscovery(client).ReadVersionsAsync([.. versions], cancellationToken).ConfigureAwait(false);
        var done = 0;
        await Parallel.ForAsync(
            0,
            objects.Count,
            new ParallelOptions { MaxDegreeOfParallelism = Requests, CancellationToken = cancellationToken },
            async (index, ended) =>
            {
                if (IsForClusters(objects[index]) && await JudgeAsync(objects[index], served, input, ended).ConfigureAwait(false) is { } unasked)
                {
                    _unasked.Add((index, unasked));
                }

                answered?.Invoke(Interlocked.Increment(ref done));
            }).ConfigureAwait(false);
        return new DryRunReport(
            new Dictionary<MappingNode, IReadOnlyList<ClusterVerdict>>(_verdicts), [.. _unasked.OrderBy(entry => entry.Index).Select(entry => entry.Object)]);
    }

    // Kustomizations are read by kustomize, and what has no kind is no object.
    private static bool IsForClusters(KubernetesObject candidate) =>
        candidate.ApiVersion.Length > 0 && candidate.Kind.Length > 0 && !candidate.ApiVersion.StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal);

    // Null if the cluster judged it.
    private async Task<UnaskedObject?> JudgeAsync(
        KubernetesObject candidate, IReadOnlyDictionary<string, ServedVersion> served, GivenObjects input, CancellationToken cancellationToken)
    {
        var version = served[candidate.ApiVersion];
        if (version.Problem is { } problem)
        {
            return new UnaskedObject(candidate, problem, IsFailure: true);
        }

        if (version.Find(candidate.Kind) is not { } resource)
        {
            return input.Defines(candidate)
                ? new UnaskedObject(
                    candidate, $"the cluster does not have the kind {candidate.Kind} yet, which the manifests define; apply the definition first", IsFailure: false)
                : Refuse(candidate, candidate.Root["kind"] ?? candidate.Anchor, $"The cluster has no kind {candidate.Kind} in {candidate.ApiVersion}.");
        }

        if (!resource.CanPatch)
        {
            return new UnaskedObject(candidate, $"the API server lets nobody apply {resource.Plural}", IsFailure: false);
        }

        if (candidate.Metadata?.Text("name") is not { Length: > 0 } name)
        {
            return new UnaskedObject(candidate, "an object without a name can't be applied, and so not as a dry run", IsFailure: false);
        }

        var place = candidate.WrittenNamespace ?? ns;
        if (IsOtherPath(name) || IsOtherPath(place))
        {
            var node = candidate.Metadata[IsOtherPath(name) ? "name" : "namespace"] ?? candidate.Anchor;
            return Refuse(candidate, node, "The names . and .. are parts of a path, and nothing can have them.");
        }

        try
        {
            var answer = await client.ApplyDryAsync(resource.PathOf(candidate.ApiVersion, place, name), Body(candidate), cancellationToken).ConfigureAwait(false);
            Interlocked.Exchange(ref _unanswered, 0);
            return answer.Status is { } status ? Take(candidate, status, answer, place, input) : Take(candidate, answer);
        }
        catch (ApiException exception) when (IsOfObject(exception.Failure))
        {
            return new UnaskedObject(candidate, exception.Failure.Message, IsFailure: true);
        }
    }

    // Clients and proxies resolve these, so that another resource would answer.
    private static bool IsOtherPath(string segment) => segment is "." or "..";

    // Whether the failure says nothing of the other objects. A server that answers nothing several times on end has gone.
    private bool IsOfObject(ApiFailure failure) => failure.Kind is ApiFailureKind.Busy or ApiFailureKind.Rejected or ApiFailureKind.NotFound
        || (failure.Kind == ApiFailureKind.Unreachable && Interlocked.Increment(ref _unanswered) < MostUnanswered);

    private UnaskedObject? Take(KubernetesObject candidate, ApiStatus status, DryRunAnswer answer, string place, GivenObjects input) => status switch
    {
        _ when VerdictReader.IsAboutTheCaller(status) => new UnaskedObject(candidate, status.Message, IsFailure: true),
        { Code: 404, Kind: "namespaces", Name: var missing } when missing == place => input.HasNamespace(place)
            ? new UnaskedObject(candidate, $"the cluster does not have the namespace {place} yet, which the manifests create; apply it first", IsFailure: false)
            : Refuse(
                candidate, (Node?)candidate.Metadata?.Scalar("namespace") ?? candidate.Anchor,
                $"The cluster has no namespace {place}. Create it first, or add it to the manifests."),
        { Code: 405 } => new UnaskedObject(candidate, status.Message, IsFailure: false),
        { Code: 413 or 415 } => new UnaskedObject(candidate, status.Message, IsFailure: true),
        _ => Take(candidate, answer),
    };

    private UnaskedObject? Take(KubernetesObject candidate, DryRunAnswer answer)
    {
        _verdicts[candidate.Root] = VerdictReader.Read(candidate, answer);
        return null;
    }

    private UnaskedObject? Refuse(KubernetesObject candidate, Node node, string message)
    {
        _verdicts[candidate.Root] = [new ClusterVerdict(ClusterVerdictKind.Refusal, node, message)];
        return null;
    }

    private static ReadOnlyMemory<byte> Body(KubernetesObject candidate)
    {
        var root = candidate.Root;
        if (candidate.IsFromCluster || !root.Has("kind") || !root.Has("apiVersion"))
        {
            root = (MappingNode)root.Clone();
            root.Set("apiVersion", candidate.ApiVersion);
            root.Set("kind", candidate.Kind);
            root.Remove("status");
            foreach (var field in Given)
            {
                root.Mapping("metadata")?.Remove(field);
            }
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            root.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    // What the objects themselves bring to the cluster.
    private sealed class GivenObjects(IReadOnlyList<KubernetesObject> objects)
    {
        private readonly HashSet<string> _namespaces =
            objects.Where(candidate => candidate is { Kind: "Namespace", ApiVersion: "v1" }).Select(candidate => candidate.Name).ToHashSet(StringComparer.Ordinal);

        private readonly HashSet<(string?, string?)> _kinds =
            objects.Where(candidate => candidate is { Kind: "CustomResourceDefinition", Spec: not null })
                .Select(candidate => (candidate.Spec!.Text("group"), candidate.Spec.Mapping("names")?.Text("kind"))).ToHashSet();

        public bool HasNamespace(string name) => _namespaces.Contains(name);

        public bool Defines(KubernetesObject candidate) => _kinds.Contains((candidate.Group, candidate.Kind));
    }
}
