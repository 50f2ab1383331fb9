using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>
/// A patch of a kustomization: a strategic merge patch, which looks like a part of an object, or a list of JSON patch operations.
/// </summary>
/// <param name="Source">The file that it is written in.</param>
/// <param name="Root">Its tree.</param>
/// <param name="Target">What the kustomization says that it is for; null if the patch itself names its object.</param>
/// <param name="Inline">Where its text starts, if it is written into the kustomization.</param>
internal sealed record Patch(string Source, Node Root, MappingNode? Target, Position? Inline)
{
    private static readonly TimeSpan MatchTimeout = TimeSpan.FromSeconds(1);

    /// <summary>The tree of a strategic merge patch; null for a JSON patch.</summary>
    public MappingNode? Merge => Root as MappingNode;

    /// <summary>The operations of a JSON patch.</summary>
    public IEnumerable<MappingNode> Operations => (Root as SequenceNode)?.Items.OfType<MappingNode>() ?? [];

    /// <summary>Whether the patch is for an object, which may have had another name when it was patched.</summary>
    public bool IsFor(MappingNode built, string sourceName)
    {
        var name = built.Mapping("metadata")?.Text("name") ?? "";
        if (Target is not null)
        {
            return Matches(Target.Text("kind"), built.Text("kind") ?? "")
                && (Matches(Target.Text("name"), sourceName) || Matches(Target.Text("name"), name));
        }

        var patched = Merge?.Mapping("metadata")?.Text("name");
        return Merge?.Text("kind") == built.Text("kind") && patched is { Length: > 0 }
            && (patched == sourceName || name.Contains(patched, StringComparison.Ordinal));
    }

    /// <summary>The operation that decides a place or one around it, or null.</summary>
    public MappingNode? OperationOn(IReadOnlyList<string> steps) =>
        Operations.LastOrDefault(operation => operation.Text("op") is not ("test" or "copy") && StepsOf(operation) is { } path
            && path.Count <= steps.Count && path.Zip(steps).All(static step => step.First == step.Second || step.First == "-"));

    /// <summary>The keys and indices of an operation's path.</summary>
    public static IReadOnlyList<string>? StepsOf(MappingNode operation) => operation.Text("path") is { } path
        ? [.. path.Split('/').Skip(1).Select(JsonPointer.Unescape)]
        : null;

    /// <summary>The place of a node of the patch.</summary>
    public SourcePlace PlaceOf(Node node) => new(Source, Inline is not { } start ? node.Position
        : new Position(start.Line + node.Position.Line - 1, start.Column + node.Position.Column - 1));

    // kustomize anchors the expressions of a target (kubernetes-sigs/kustomize, api/types/selector.go).
    internal static bool Matches(string? expression, string text)
    {
        try
        {
            return expression is null || expression.Length == 0
                || Regex.IsMatch(text, $"^(?:{expression})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, MatchTimeout);
        }
        catch (Exception exception) when (exception is RegexParseException or RegexMatchTimeoutException)
        {
            // The build would have failed; an expression of Go's own syntax is not a reason to lose the patch.
            return true;
        }
    }
}
