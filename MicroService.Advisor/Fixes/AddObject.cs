using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Fixes;

/// <summary>Adds an object to the file of <paramref name="Beside"/>: as a document of its own, or as an item if the file's document is a List.</summary>
public sealed record AddObject(KubernetesObject Beside, MappingNode Root) : FixOperation
{
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
