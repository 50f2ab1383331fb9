using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Connections;

namespace MicroService.Cluster.Kubeconfigs;

/// <summary>Kubeconfig files as one: clusters, users and contexts by name.</summary>
/// <remarks>https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig.</remarks>
public sealed class Kubeconfig
{
    private readonly Dictionary<(string Section, string Name), NamedEntry> _entries = [];
    private string? _current;

    /// <summary>The names of the contexts.</summary>
    public IEnumerable<string> Contexts => _entries.Keys.Where(key => key.Section == "contexts").Select(key => key.Name).Order(StringComparer.Ordinal);

    /// <summary>Reads a connection.</summary>
    /// <param name="files">The files.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The connection, or why there is none. Null if there is no file at all.</returns>
    public static async Task<ConnectionReading?> ConnectAsync(
        KubeconfigFiles files, string? context, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(time);
        var kubeconfig = new Kubeconfig();
        var existing = files.Existing;
        if (files.IsNamed && existing.Count < files.Paths.Count)
        {
            return ConnectionReading.Failed($"{files.Paths[0]}: there is no such kubeconfig.");
        }

        foreach (var path in existing)
        {
            try
            {
                var reading = new ManifestReader().ReadPlain(path, await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false));
                if (reading.File is not { } file)
                {
                    return ConnectionReading.Failed(string.Join('\n', reading.Problems));
                }

                kubeconfig.Add(path, file);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                return ConnectionReading.Failed($"{path}: {exception.Message}");
            }
        }

        return existing.Count == 0 ? null : kubeconfig.Connect(context, time);
    }

    private void Add(string path, ManifestFile file)
    {
        foreach (var root in file.Documents.Select(document => document.Root).OfType<MappingNode>())
        {
            _current = _current is { Length: > 0 } ? _current : root.Text("current-context");
            foreach (var (section, value) in new[] { ("clusters", "cluster"), ("users", "user"), ("contexts", "context") })
            {
                foreach (var entry in root.Mappings(section))
                {
                    if (entry.Text("name") is { } name)
                    {
                        _entries.TryAdd((section, name), new NamedEntry(entry.Mapping(value) ?? new MappingNode(), path));
                    }
                }
            }
        }
    }

    private ConnectionReading Connect(string? named, TimeProvider time)
    {
        if ((named ?? _current) is not { Length: > 0 } name)
        {
            return ConnectionReading.Failed($"The kubeconfig has no current context. Name one with --context: {Known()}");
        }

        if (_entries.GetValueOrDefault(("contexts", name)) is not { } context)
        {
            return ConnectionReading.Failed($"The kubeconfig has no context {name}. It has: {Known()}");
        }

        if (context.Text("cluster") is not { } clusterName || _entries.GetValueOrDefault(("clusters", clusterName)) is not { } cluster)
        {
            return ConnectionReading.Failed($"The cluster {context.Text("cluster") ?? "(none)"} of the context {name} is not in the kubeconfig.");
        }

        var user = context.Text("user") is { } userName ? _entries.GetValueOrDefault(("users", userName)) : null;
        if (user is null && context.Text("user") is { } missing)
        {
            return ConnectionReading.Failed($"The user {missing} of the context {name} is not in the kubeconfig.");
        }

        try
        {
            return new ConnectionReading(ConnectionReader.Read(name, context, cluster, user, time), null);
        }
        catch (KubeconfigException exception)
        {
            return ConnectionReading.Failed($"{cluster.File}: context {name}: {exception.Message}");
        }
    }

    private string Known() => _entries.Keys.Any(key => key.Section == "contexts") ? string.Join(", ", Contexts) : "none";
}

/// <summary>A kubeconfig says something that can't be.</summary>
internal sealed class KubeconfigException(string message) : Exception(message);
