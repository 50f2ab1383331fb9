using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Lists;

/// <summary>Reads lists page by page into the advisor's trees. A page counts once it is whole.</summary>
/// <param name="client">The client.</param>
/// <param name="pageSize">Objects of a page.</param>
public sealed class ListReader(ApiClient client, int pageSize = 500)
{
    private readonly IListObserver? _observer;

    /// <summary>A reader that shows what it reads.</summary>
    internal ListReader(ApiClient client, IListObserver? observer)
        : this(client) => _observer = observer;

    private const string Json = "application/json";

    // Each time the list goes on, or begins anew; a server that never lets it end has to be left.
    private const int MostExpirations = 10;

    /// <summary>Reads a list, object by object.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for all, and for kinds without.</param>
    /// <param name="skips">Tells by its JSON whether to leave out an object; null leaves out none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">The list, or the rest of it, can't be read.</exception>
    public async IAsyncEnumerable<ReadObject> ReadAsync(
        ServedKind kind, string? ns, Func<ReadOnlyMemory<byte>, bool>? skips, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        // What is read anew, or moves while the list goes on after it expired, comes once.
        var known = new HashSet<string>(StringComparer.Ordinal);
        string? token = null;
        var expirations = 0;
        Page page;
        do
        {
            try
            {
                page = await ReadPageAsync(kind, ns, token, skips, cancellationToken).ConfigureAwait(false);
                _observer?.Begin(kind, ns, page.Version);
            }
            catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.Expired && token is not null && ++expirations <= MostExpirations)
            {
                page = new Page([], exception.Failure.Continue, null, IsAnew: exception.Failure.Continue is null);
            }

            foreach (var item in page.Objects)
            {
                if (known.Add(item.File.Name))
                {
                    yield return item;
                }
            }

            token = page.Continue;
        }
        while (token is not null || page.IsAnew);
    }

    /// <summary>Reads one object that is in no namespace.</summary>
    /// <exception cref="ApiException">It can't be read.</exception>
    public async Task<ReadObject> ReadOneAsync(ServedKind kind, string name, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        return await client.GetAsync(
            $"{kind.PathIn(null)}/{Uri.EscapeDataString(name)}",
            Json,
            async (body, ended) =>
            {
                using var whole = new MemoryStream();
                await body.CopyToAsync(whole, ended).ConfigureAwait(false);
                return Read(kind, whole.GetBuffer().AsMemory(0, (int)whole.Length));
            },
            cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Whether there is any object of a kind in the cluster.</summary>
    /// <exception cref="ApiException">It can't be read.</exception>
    public async Task<bool> HasAnyAsync(ServedKind kind, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kind);
        var hasAny = false;
        var page = await client.GetAsync(
            $"{kind.PathIn(null)}?limit=1", Json, (body, ended) => ListPage.ReadAsync(body, _ => hasAny = true, ended), cancellationToken).ConfigureAwait(false);
        _observer?.Begin(kind, null, page.Version);
        return hasAny || page.Continue is not null;
    }

    /// <summary>Reads the JSON of a list's objects without keeping any, and answers the version that a watch of it goes on from.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="ns">The namespace; null for all, and for kinds without.</param>
    /// <param name="take">Takes each object's JSON, which is valid until it returns; some may come twice.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ApiException">The list, or the rest of it, can't be read, or has to begin anew.</exception>
    internal async Task<string?> SkimAsync(ServedKind kind, string? ns, Action<ReadOnlyMemory<byte>> take, CancellationToken cancellationToken)
    {
        string? token = null;
        string? version = null;
        var expirations = 0;
        do
        {
            try
            {
                var page = await client.GetAsync(
                    PathOf(kind, ns, token), Json, (body, ended) => ListPage.ReadAsync(body, take, ended), cancellationToken).ConfigureAwait(false);
                // What the later pages of a list that expired show is newer: a watch from the first one tells what is between.
                version ??= page.Version;
                token = page.Continue;
            }
            catch (ApiException exception) when (exception.Failure is { Kind: ApiFailureKind.Expired, Continue: not null } && ++expirations <= MostExpirations)
            {
                token = exception.Failure.Continue;
            }
        }
        while (token is not null);
        return version;
    }

    private string PathOf(ServedKind kind, string? ns, string? token) =>
        $"{kind.PathIn(ns)}?limit={pageSize}{(token is null ? "" : $"&continue={Uri.EscapeDataString(token)}")}";

    private Task<Page> ReadPageAsync(
        ServedKind kind, string? ns, string? token, Func<ReadOnlyMemory<byte>, bool>? skips, CancellationToken cancellationToken)
    {
        return client.GetAsync(
            PathOf(kind, ns, token),
            Json,
            async (body, ended) =>
            {
                var objects = new List<ReadObject>();
                var page = await ListPage.ReadAsync(
                    body,
                    item =>
                    {
                        _observer?.Add(kind, item.Span);
                        if (skips?.Invoke(item) != true)
                        {
                            objects.Add(Read(kind, item));
                        }
                    },
                    ended).ConfigureAwait(false);
                return new Page(objects, page.Continue, page.Version);
            },
            cancellationToken);
    }

    private static ReadObject Read(ServedKind kind, ReadOnlyMemory<byte> item)
    {
        var text = kind.Kind.FullName == KnownKinds.Secrets.FullName ? SecretItem.Reduce(item.Span) : item;
        var reading = new ManifestReader(ManifestLimits.Unshared(text.Length)).ReadObject(text, kind.ApiVersion, kind.Kind.Kind);
        return reading.File is { } file ? new ReadObject(file, text.Length) : throw new ApiException(new ApiFailure(ApiFailureKind.Rejected, $"An object can't be read: {string.Join(' ', reading.Problems)}"));
    }

    private sealed record Page(IReadOnlyList<ReadObject> Objects, string? Continue, string? Version, bool IsAnew = false);
}

/// <summary>An object of a list.</summary>
/// <param name="File">A file of its own.</param>
/// <param name="Bytes">The length of its JSON.</param>
public sealed record ReadObject(ManifestFile File, int Bytes)
{
    /// <summary>The object.</summary>
    public MappingNode Root => File.Documents[0].Root!;
}
