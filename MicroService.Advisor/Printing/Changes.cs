using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>Tells what in a tree is not as it was read.</summary>
internal static class Changes
{
    /// <summary>True if the node is new, takes another's place, or anything in it was added or taken out.</summary>
    public static bool IsTouched(Node node) => !node.Span.Exists || node.Replaces.Exists || node switch
    {
        MappingNode mapping => mapping.Removed.Count > 0 || mapping.Entries.Any(entry => !entry.KeySpan.Exists || entry.KeyReplaces.Exists || IsTouched(entry.Value)),
        SequenceNode sequence => sequence.Removed.Count > 0 || sequence.Items.Any(IsTouched),
        _ => false,
    };
}
