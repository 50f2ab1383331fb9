using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;

namespace MicroService.Samples.Clusters;

/// <summary>The objects of a cluster, as its API server keeps them: by kind, in the order of namespace and name.</summary>
public sealed class ClusterContent
{
    private const int FirstVersion = 988;

    private readonly SortedDictionary<string, ContentKind> _kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<ContentKind, SortedDictionary<string, byte[]>> _objects = [];
    private readonly Lock _lock = new();
    private int _uids;
    private int _version = FirstVersion;

    /// <summary>A cluster with the kinds that each has, and nothing in it.</summary>
    public ClusterContent()
    {
        foreach (var kind in ContentKind.BuiltIn)
        {
            Add(kind);
        }
    }

    /// <summary>The version of the whole, which each change raises.</summary>
    public int Version => Volatile.Read(ref _version);

    /// <summary>Called with each change while it is served.</summary>
    internal Action<ContentChange>? Changed { get; set; }

    /// <summary>The kinds.</summary>
    public IReadOnlyCollection<ContentKind> Kinds => _kinds.Values;

    /// <summary>The small cluster that comes with this project.</summary>
    public static ClusterContent Sample()
    {
        using var stream = typeof(ClusterContent).Assembly.GetManifestResourceStream("sample.yaml")!;
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        var content = new ClusterContent();
        content.Add(ContentKind.PodMetrics);
        content.Add("sample.yaml", bytes.ToArray());
        return content;
    }

    /// <summary>Whether there is a namespace of this name.</summary>
    public bool HasNamespace(string name) => _objects[_kinds["namespaces"]].ContainsKey(name);

    /// <summary>Adds a kind.</summary>
    public void Add(ContentKind kind)
    {
        ArgumentNullException.ThrowIfNull(kind);
        if (_kinds.TryAdd(kind.FullName, kind))
        {
            _objects.Add(kind, new SortedDictionary<string, byte[]>(StringComparer.Ordinal));
        }
    }

    /// <summary>Adds the objects of a file, lists taken apart, and the Namespaces that they are in.</summary>
    /// <exception cref="InvalidDataException">It is no manifest, or of a kind that is not known here.</exception>
    public void Add(string name, byte[] text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var reading = new ManifestReader(ManifestLimits.Unshared(text.Length)).Read(name, text);
        var file = reading.File ?? throw new InvalidDataException(string.Join('\n', reading.Problems));
        foreach (var root in file.Documents.Select(document => document.Root).OfType<MappingNode>())
        {
            var isList = root.Text("kind")?.EndsWith("List", StringComparison.Ordinal) == true && root.Sequence("items") is not null;
            foreach (var item in isList ? root.Mappings("items") : [root])
            {
                Add(item);
            }
        }
    }

    /// <summary>Adds an object, and the Namespace that it is in.</summary>
    public void Add(MappingNode root)
    {
        ArgumentNullException.ThrowIfNull(root);
        var (version, name) = (root.Text("apiVersion"), root.Text("kind"));
        if (name == "CustomResourceDefinition" && ContentKind.DefinedBy(root) is { } defined)
        {
            Add(defined);
        }

        var kind = _kinds.Values.FirstOrDefault(kind => kind.Kind == name && kind.ApiVersion == version)
            ?? throw new InvalidDataException($"{version} {name} is not known here.");
        var metadata = root.Mapping("metadata")!;
        if (kind.IsNamespaced && !metadata.Has("namespace"))
        {
            metadata.Set("namespace", "default");
        }

        var ns = kind.IsNamespaced ? metadata.Text("namespace") : null;
        if (ns is not null && !HasNamespace(ns))
        {
            Add(MappingNode.Of(("apiVersion", "v1"), ("kind", "Namespace"), ("metadata", MappingNode.Of(("name", ns)))));
        }

        Complete(metadata, kind, metadata.Text("name")!);
        if (!kind.IsCustom)
        {
            root.Remove("apiVersion");
            root.Remove("kind");
        }

        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            root.WriteTo(writer);
        }

        _objects[kind][KeyOf(ns, metadata.Text("name")!)] = buffer.WrittenSpan.ToArray();
    }

    /// <summary>Adds or changes an object while the cluster is served: watches see it.</summary>
    public void Apply(string manifest)
    {
        var reading = new ManifestReader(ManifestLimits.Unshared(manifest.Length)).Read("applied.yaml", Encoding.UTF8.GetBytes(manifest));
        var root = reading.File?.Documents[0].Root ?? throw new InvalidDataException(string.Join('\n', reading.Problems));
        var kind = _kinds.Values.First(kind => kind.Kind == root.Text("kind") && kind.ApiVersion == root.Text("apiVersion"));
        var metadata = root.Mapping("metadata")!;
        var (ns, name) = (kind.IsNamespaced ? metadata.Text("namespace") : null, metadata.Text("name")!);
        lock (_lock)
        {
            var isNew = !_objects[kind].ContainsKey(KeyOf(ns, name));
            metadata.Set("uid", $"{kind.FullName}-{KeyOf(ns, name)}");
            metadata.Set("resourceVersion", (_version + 1).ToString(CultureInfo.InvariantCulture));
            Add(root);
            Publish(isNew ? "ADDED" : "MODIFIED", kind, ns, _objects[kind][KeyOf(ns, name)]);
        }
    }

    /// <summary>Removes an object while the cluster is served: watches see it.</summary>
    public void Remove(string fullName, string? ns, string name)
    {
        lock (_lock)
        {
            var kind = _kinds[fullName];
            var root = JsonNode.Parse(_objects[kind][KeyOf(ns, name)])!;
            root["metadata"]!["resourceVersion"] = (_version + 1).ToString(CultureInfo.InvariantCulture);
            _objects[kind].Remove(KeyOf(ns, name));
            Publish("DELETED", kind, ns, Encoding.UTF8.GetBytes(root.ToJsonString()));
        }
    }

    private void Publish(string type, ContentKind kind, string? ns, byte[] json)
    {
        var version = Interlocked.Increment(ref _version);
        Changed?.Invoke(new ContentChange(version, type, kind, ns, json));
    }

    /// <summary>Adds an object whose JSON is ready, as a list has it.</summary>
    public void Add(string fullName, string? ns, string name, byte[] json) => _objects[_kinds[fullName]][KeyOf(ns, name)] = json;

    /// <summary>The objects of a kind, in order, with the keys that a list goes on by.</summary>
    internal IReadOnlyList<KeyValuePair<string, byte[]>> ObjectsOf(ContentKind kind)
    {
        lock (_lock)
        {
            return [.. _objects[kind]];
        }
    }

    /// <summary>The key of an object; that of a namespace ends in a slash and begins those of all that is in it.</summary>
    internal static string KeyOf(string? ns, string name) => ns is null ? name : $"{ns}/{name}";

    private void Complete(MappingNode metadata, ContentKind kind, string name)
    {
        if (!metadata.Has("uid"))
        {
            var number = ++_uids;
            metadata.Set("uid", string.Create(CultureInfo.InvariantCulture, $"00000000-0000-4000-8000-{number:x12}"));
            metadata.Set("resourceVersion", string.Create(CultureInfo.InvariantCulture, $"{number}"));
            metadata.Set("creationTimestamp", "2026-01-05T08:00:00Z");
        }

        if (kind.FullName == "namespaces")
        {
            var labels = metadata.Mapping("labels") ?? new MappingNode();
            labels.Set("kubernetes.io/metadata.name", name);
            metadata.Set("labels", labels);
        }
    }
}

/// <summary>A change of what a cluster has.</summary>
/// <param name="Version">The version that the whole has since.</param>
/// <param name="Type">What happened, as a watch says it.</param>
/// <param name="Kind">The object's kind.</param>
/// <param name="Namespace">Its namespace; null for none.</param>
/// <param name="Json">The object, as a list has it.</param>
internal sealed record ContentChange(int Version, string Type, ContentKind Kind, string? Namespace, byte[] Json);
