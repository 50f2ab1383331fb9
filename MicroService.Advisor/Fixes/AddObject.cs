using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// Adds an object to the file of <see cref="Beside"/>: as a document of its own, or as an item if the file's document is a List.
/// </summary>
public sealed record AddObject : FixOperation
{
    private readonly Func<MappingNode> _make;

    /// <summary>A step that adds an object.</summary>
    public AddObject(KubernetesObject beside, MappingNode root)
        : this(beside, () => root)
    {
    }

    /// <summary>A step that adds an object which is made when it is asked for: thousands of findings may each come with one.</summary>
    internal AddObject(KubernetesObject beside, Func<MappingNode> make)
    {
        Beside = beside;
        _make = make;
    }

    /// <summary>The object whose file takes the new one.</summary>
    public KubernetesObject Beside { get; }

    /// <summary>The new object; each call may make another of the same data.</summary>
    public MappingNode Root => _make();

    internal override Node? Target => null;

    internal override void Apply()
    {
        if (Beside.Document.Root is { } root && !ReferenceEquals(root, Beside.Root) && root["items"] is SequenceNode items)
        {
            items.Add(Root.Clone());
        }
        else
        {
            Beside.File.Add(ManifestDocument.Made((MappingNode)Root.Clone(), Beside.Document.IsJson));
        }
    }

    internal override FixOperation Onto(PartialCopy copy) => this;
}
