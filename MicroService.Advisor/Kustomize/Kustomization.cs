using System.Text;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>A kustomization file: which folders it builds on, its patches, and where else it decides a value.</summary>
public sealed partial class Kustomization
{
    private static readonly string[] Bases = ["resources", "bases", "components"];
    private static readonly string[] Generators = ["configMapGenerator", "secretGenerator"];
    private readonly SourceFile _file;
    private readonly MappingNode _root;

    private Kustomization(SourceFile file, MappingNode root)
    {
        _file = file;
        _root = root;
    }

    /// <summary>The names that kustomize looks for.</summary>
    public static IReadOnlyList<string> FileNames { get; } = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>The file's name in findings.</summary>
    public string Name => _file.Name;

    /// <summary>Whether it is only built as a part of others.</summary>
    public bool IsComponent => _root.Text("kind") == "Component";

    /// <summary>The files and folders that it builds on, as written.</summary>
    public IEnumerable<string> References => Bases.SelectMany(Texts);

    /// <summary>The files that its generators read, as written.</summary>
    public IEnumerable<string> GeneratorInputs =>
        from generator in Generators
        from made in _root.Mappings(generator)
        from key in (string[])["files", "envs"]
        from input in made.Sequence(key)?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? []
        select input[(input.IndexOf('=', StringComparison.Ordinal) + 1)..];

    /// <summary>The files of its patches, as written.</summary>
    public IEnumerable<string> PatchFiles =>
        _root.Mappings("patches").Concat(_root.Mappings("patchesJson6902")).Select(patch => patch.Text("path")).OfType<string>()
            .Concat(Texts("patchesStrategicMerge").Where(text => !text.Contains('\n', StringComparison.Ordinal)));

    /// <summary>True for a reference that is an address or repository rather than a path, unless a file of that name exists.</summary>
    public static bool IsRemote(string reference) => Remote().IsMatch(reference);

    /// <summary>Reads a kustomization; null if the file is none of kustomize's.</summary>
    public static Kustomization? Read(string name, ReadOnlyMemory<byte> utf8) => SourceFile.Read(name, utf8) is { } file ? Of(file) : null;

    internal static Kustomization? Of(SourceFile file) =>
        file.Roots.OfType<MappingNode>().FirstOrDefault() is { } root
        // Flux has a kind of this name, whose objects are audited like any other.
        && (root.Text("apiVersion") is not { } version || version.StartsWith("kustomize.config.k8s.io/", StringComparison.Ordinal))
            ? new Kustomization(file, root)
            : null;

    /// <summary>Its patches in their order.</summary>
    /// <param name="open">Opens a file by its path from the kustomization's folder.</param>
    internal IEnumerable<Patch> Patches(Func<string, SourceFile?> open)
    {
        foreach (var item in _root.Sequence("patchesStrategicMerge")?.Items.OfType<ScalarNode>() ?? [])
        {
            foreach (var patch in item.Value.Contains('\n', StringComparison.Ordinal) ? Inline(item, null) : FromFile(open(item.Value), null))
            {
                yield return patch;
            }
        }

        foreach (var entry in _root.Mappings("patches").Concat(_root.Mappings("patchesJson6902")))
        {
            var patches = entry.Text("path") is { } path ? FromFile(open(path), entry.Mapping("target"))
                : entry.Scalar("patch") is { } text ? Inline(text, entry.Mapping("target")) : [];
            foreach (var patch in patches)
            {
                yield return patch;
            }
        }
    }

    /// <summary>Its replacements.</summary>
    /// <param name="open">Opens a file by its path from the kustomization's folder.</param>
    internal IEnumerable<Replacement> Replacements(Func<string, SourceFile?> open) => _root.Mappings("replacements").SelectMany(entry =>
        entry.Text("path") is not { } path ? [new Replacement(Name, entry)]
        : open(path) is { } file ? file.Roots.SelectMany(ItemsOf).Select(root => new Replacement(file.Name, root))
        : (IEnumerable<Replacement>)[]);

    // A file has one, or a list.
    private static IEnumerable<MappingNode> ItemsOf(Node root) => root switch
    {
        MappingNode one => [one],
        SequenceNode list => list.Items.OfType<MappingNode>(),
        _ => [],
    };

    /// <summary>Where a transformer of this kustomization decides a value, or null.</summary>
    internal SourcePlace? Decides(IReadOnlyList<string> steps, ScalarNode built, string? written)
    {
        Node? decider = steps switch
        {
            [.., "image"] => ImageOf(built, written) is { } image
                ? image.Scalar("digest") ?? image.Scalar("newTag") ?? image.Scalar("newName") ?? (Node)image
                : null,
            ["metadata", "name"] => _root.Scalar("namePrefix") ?? _root.Scalar("nameSuffix"),
            [.., "namespace"] => _root.Scalar("namespace"),
            ["spec", "replicas"] => _root.Mappings("replicas").FirstOrDefault(replicas => replicas["count"]?.DataEquals(built) ?? false),
            _ => null,
        };
        decider ??= Pairs().Select(pairs => pairs[steps[^1]]).FirstOrDefault(pair => pair?.DataEquals(built) ?? false);
        return decider is null ? null : new SourcePlace(Name, decider.Position);
    }

    /// <summary>Where this kustomization adds one of some labels, or null.</summary>
    internal SourcePlace? Adds(IEnumerable<string> labels) =>
        labels.SelectMany(label => Pairs().Select(pairs => pairs.FindWritten(label)?.Key)).FirstOrDefault(key => key is not null) is { } key
            ? new SourcePlace(Name, key.Position)
            : null;

    /// <summary>Where the generator stands that made an object of this name, or the kustomization's start.</summary>
    internal SourcePlace GeneratorOf(string name)
    {
        var made = Generators.Concat(["helmCharts"]).SelectMany(key => _root.Mappings(key))
            .Where(generator => generator.Text("name") is { Length: > 0 } text && name.Contains(text, StringComparison.Ordinal))
            .MaxBy(generator => generator.Text("name")!.Length);
        return new SourcePlace(Name, (made ?? _root).Position);
    }

    private MappingNode? ImageOf(ScalarNode built, string? written) => _root.Mappings("images").FirstOrDefault(image =>
        image.Text("name") == ImageName(written) || (image.Text("newName") ?? image.Text("name")) == ImageName(built.Value));

    private IEnumerable<string> Texts(string key) => _root.Sequence(key)?.Items.OfType<ScalarNode>().Select(item => item.Value) ?? [];

    private IEnumerable<MappingNode> Pairs() =>
        new[] { _root.Mapping("commonLabels"), _root.Mapping("commonAnnotations") }
            .Concat(_root.Mappings("labels").Select(labels => labels.Mapping("pairs")))
            .OfType<MappingNode>();

    private static IEnumerable<Patch> FromFile(SourceFile? file, MappingNode? target) =>
        file?.Roots.Select(root => new Patch(file.Name, root, target, null)) ?? [];

    private IEnumerable<Patch> Inline(ScalarNode text, MappingNode? target)
    {
        // The text of a block starts on the next line, indented by at least two columns more than its key.
        var start = text.Notation == ScalarNotation.Block
            ? new Position(text.Position.Line + 1, (text.Parent?.Position.Column ?? 1) + 2)
            : text.Position;
        return SourceFile.Read(Name, Encoding.UTF8.GetBytes(text.Value))?.Roots.Select(root => new Patch(Name, root, target, start)) ?? [];
    }

    private static string? ImageName(string? image)
    {
        var name = image?.Split('@')[0];
        return name is null ? null : name.LastIndexOf(':') is var colon && colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    // https://…, git@host:path, github.com/owner/name//folder?ref=v1
    // (https://github.com/kubernetes-sigs/kustomize/blob/master/examples/remoteBuild.md).
    [GeneratedRegex(
        @"^([a-z][a-z0-9+.-]*:|[\w.-]+@[\w.-]+:|[\w-]+(\.[\w-]+)*\.[a-z]{2,}[:/][\w.-]+/)",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Remote();
}
