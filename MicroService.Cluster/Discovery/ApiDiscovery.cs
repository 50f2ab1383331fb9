using System.Text.Json;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;

namespace MicroService.Cluster.Discovery;

/// <summary>Asks a server which kinds it has, in two requests, or one for each group where the server is old.</summary>
public sealed class ApiDiscovery(ApiClient client)
{
    private const string Core = "v1";

    private const string Accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>The version of the server, such as <c>1.37</c>; null if it does not say.</summary>
    /// <exception cref="ApiException">It can't be reached.</exception>
    public async Task<string?> ReadVersionAsync(CancellationToken cancellationToken)
    {
        try
        {
            var version = await ReadAsync("/version", cancellationToken).ConfigureAwait(false);
            // Vendors write 31+.
            return version.TryGetProperty("major", out var major) && version.TryGetProperty("minor", out var minor)
                ? $"{major.GetString()}.{minor.GetString()?.TrimEnd('+')}"
                : null;
        }
        catch (ApiException exception) when (exception.Failure.Kind is ApiFailureKind.Forbidden or ApiFailureKind.NotFound)
        {
            return null;
        }
    }

    /// <summary>Those of some kinds that the server has and lists, in the order given.</summary>
    /// <exception cref="ApiException">The server doesn't say.</exception>
    public async Task<IReadOnlyList<ServedKind>> ReadAsync(IReadOnlyList<ResourceKind> kinds, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(kinds);
        var served = new Dictionary<(string Group, string Plural), ServedKind>();
        var groups = kinds.Select(kind => kind.Group).ToHashSet(StringComparer.Ordinal);
        try
        {
            await AddCoreAsync(served, cancellationToken).ConfigureAwait(false);
            await AddGroupsAsync(served, groups, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new ApiException(new ApiFailure(ApiFailureKind.Rejected, "The server answers, but not as the API server of a cluster."), exception);
        }

        return [.. from kind in kinds
                   let found = served.GetValueOrDefault((kind.Group, kind.Plural))
                   where found is not null
                   select found with { Kind = kind with { Kind = kind.Kind.Length > 0 ? kind.Kind : found.Kind.Kind } }];
    }

    /// <summary>What the server has of each of some groups and versions, such as <c>apps/v1</c>.</summary>
    /// <exception cref="ApiException">The server can't be reached, or rejects the credential.</exception>
    public async Task<IReadOnlyDictionary<string, ServedVersion>> ReadVersionsAsync(IReadOnlyList<string> apiVersions, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(apiVersions);
        var read = await Task.WhenAll(apiVersions.Select(version => ReadVersionAsync(version, cancellationToken))).ConfigureAwait(false);
        return apiVersions.Zip(read).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>The path of a group and version, in which a manifest may write anything.</summary>
    internal static string PathOf(string apiVersion) =>
        $"{(apiVersion.Contains('/', StringComparison.Ordinal) ? "/apis" : "/api")}/{string.Join('/', apiVersion.Split('/').Select(Uri.EscapeDataString))}";

    private async Task<ServedVersion> ReadVersionAsync(string apiVersion, CancellationToken cancellationToken)
    {
        try
        {
            var list = await ReadAsync(PathOf(apiVersion), cancellationToken).ConfigureAwait(false);
            return new ServedVersion(
            [
                .. from resource in Items(list, "resources")
                   let plural = resource.GetProperty("name").GetString()!
                   where !plural.Contains('/', StringComparison.Ordinal)
                   select new ServedResource(
                       plural,
                       resource.GetProperty("kind").GetString()!,
                       resource.GetProperty("namespaced").GetBoolean(),
                       Items(resource, "verbs").Any(verb => verb.GetString() == "patch")),
            ]);
        }
        catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.NotFound)
        {
            return new ServedVersion([]);
        }
        catch (ApiException exception) when (exception.Failure.Kind is ApiFailureKind.Forbidden or ApiFailureKind.Busy or ApiFailureKind.Rejected)
        {
            return new ServedVersion([], $"the server does not say what {apiVersion} has: {exception.Failure.Message}");
        }
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException)
        {
            throw new ApiException(new ApiFailure(ApiFailureKind.Rejected, "The server answers, but not as the API server of a cluster."), exception);
        }
    }

    private async Task AddCoreAsync(Dictionary<(string, string), ServedKind> served, CancellationToken cancellationToken)
    {
        var core = await ReadAsync("/api", cancellationToken).ConfigureAwait(false);
        if (IsAggregated(core))
        {
            AddAggregated(core, served);
        }
        else
        {
            AddResources(await ReadAsync($"/api/{Core}", cancellationToken).ConfigureAwait(false), "", Core, served);
        }
    }

    private async Task AddGroupsAsync(Dictionary<(string, string), ServedKind> served, HashSet<string> wanted, CancellationToken cancellationToken)
    {
        var groups = await ReadAsync("/apis", cancellationToken).ConfigureAwait(false);
        if (IsAggregated(groups))
        {
            AddAggregated(groups, served);
            return;
        }

        foreach (var group in groups.GetProperty("groups").EnumerateArray())
        {
            var name = group.GetProperty("name").GetString() ?? "";
            if (!wanted.Contains(name))
            {
                continue;
            }

            var preferred = group.TryGetProperty("preferredVersion", out var said) ? said.GetProperty("version").GetString() : null;
            var versions = group.GetProperty("versions").EnumerateArray().Select(version => version.GetProperty("version").GetString()).OfType<string>();
            foreach (var version in versions.OrderBy(version => version != preferred))
            {
                await AddGroupAsync(name, version, served, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task AddGroupAsync(
        string group, string version, Dictionary<(string, string), ServedKind> served, CancellationToken cancellationToken)
    {
        try
        {
            AddResources(await ReadAsync($"/apis/{group}/{version}", cancellationToken).ConfigureAwait(false), group, version, served);
        }
        catch (ApiException exception) when (exception.Failure.Kind is ApiFailureKind.NotFound or ApiFailureKind.Rejected or ApiFailureKind.Forbidden)
        {
            // The server behind an aggregated group may be down, which is no reason to know nothing of all others.
        }
    }

    private static void AddAggregated(JsonElement list, Dictionary<(string, string), ServedKind> served)
    {
        foreach (var group in list.GetProperty("items").EnumerateArray())
        {
            var name = group.TryGetProperty("metadata", out var metadata) && metadata.TryGetProperty("name", out var written) ? written.GetString() ?? "" : "";
            foreach (var version in group.GetProperty("versions").EnumerateArray())
            {
                foreach (var resource in Items(version, "resources"))
                {
                    var plural = resource.GetProperty("resource").GetString()!;
                    var kind = resource.TryGetProperty("responseKind", out var response) ? response.GetProperty("kind").GetString() : null;
                    Add(served, name, version.GetProperty("version").GetString()!, plural, kind, resource, resource.GetProperty("scope").GetString() == "Namespaced");
                }
            }
        }
    }

    private static void AddResources(JsonElement list, string group, string version, Dictionary<(string, string), ServedKind> served)
    {
        foreach (var resource in Items(list, "resources"))
        {
            Add(
                served,
                group,
                version,
                resource.GetProperty("name").GetString()!,
                resource.GetProperty("kind").GetString(),
                resource,
                resource.GetProperty("namespaced").GetBoolean());
        }
    }

    // The first version that has it is the one that the server prefers.
    private static void Add(
        Dictionary<(string, string), ServedKind> served, string group, string version, string plural, string? kind, JsonElement resource, bool isNamespaced)
    {
        if (kind is not null && Items(resource, "verbs").Any(verb => verb.GetString() == "list"))
        {
            served.TryAdd((group, plural), new ServedKind(new ResourceKind(group, plural, kind), version, isNamespaced));
        }
    }

    private static JsonElement.ArrayEnumerator Items(JsonElement holder, string name) =>
        holder.TryGetProperty(name, out var items) && items.ValueKind == JsonValueKind.Array ? items.EnumerateArray() : default;

    private static bool IsAggregated(JsonElement list) => list.TryGetProperty("kind", out var kind) && kind.GetString() == "APIGroupDiscoveryList";

    private async Task<JsonElement> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return await client.GetAsync(
                path,
                Accept,
                static async (body, ended) =>
                {
                    using var document = await JsonDocument.ParseAsync(body, cancellationToken: ended).ConfigureAwait(false);
                    return document.RootElement.Clone();
                },
                cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception) when (exception.Failure.Kind == ApiFailureKind.Rejected && exception.InnerException is null)
        {
            throw new ApiException(exception.Failure with { Message = $"{path}: {exception.Failure.Message}" }, exception);
        }
    }
}
