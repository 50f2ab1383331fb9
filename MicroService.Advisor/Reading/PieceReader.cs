using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Reading;

/// <summary>
/// Reads the objects of a file one by one, where the whole file would take too much memory. They keep nothing of its text, so that they can
/// be audited but not printed. Pieces that one reader reads share their short texts, so that a reader is best dropped with what it read.
/// </summary>
public sealed class PieceReader
{
    private readonly TextPool _pool = new();

    /// <summary>Reads the object of a piece; null if anything is wrong with it, or if it is none or several.</summary>
    /// <remarks><see cref="ManifestReader"/> tells the problems, when it reads the whole file.</remarks>
    public KubernetesObject? Read(ManifestPiece piece)
    {
        ArgumentNullException.ThrowIfNull(piece);
        if (ReadRoot(piece) is not { } root || ObjectGraph.IsList(root))
        {
            return null;
        }

        var document = ManifestDocument.Made(root, piece.IsJson);
        var file = new ManifestFile(piece.Source, [document]);
        var problems = new ProblemList(piece.Source, 1);
        // What the inspection finds out about an object whose misspelt fields are not marked yet goes with it.
        ObjectInspection.InspectObject(ObjectOf(), problems);
        return problems.Count == 0 ? ObjectOf() : null;

        KubernetesObject ObjectOf() => new(file, document, root, piece.Type?.For(root));
    }

    /// <summary>Reads the part of a YAML list that is around its items, which are left out: <c>items: []</c>.</summary>
    /// <param name="piece">The text.</param>
    /// <param name="type">What the items are that do not say so themselves; null if the list does not say, either.</param>
    /// <returns>True if it is a list.</returns>
    public bool IsList(ManifestPiece piece, out ListedType? type)
    {
        ArgumentNullException.ThrowIfNull(piece);
        var root = ReadRoot(piece);
        type = root is null ? null : ListedType.Of(root);
        return root is not null && ObjectGraph.IsList(root);
    }

    private MappingNode? ReadRoot(ManifestPiece piece)
    {
        var limits = ManifestLimits.Unshared(piece.Utf8.Length);
        var problems = new ProblemList(piece.Source, 1);
        if (!Utf8Inspection.Accept(piece.Utf8.Span, problems))
        {
            return null;
        }

        if (piece.IsJson)
        {
            var values = JsonTreeReader.Read(piece.Utf8, limits, new NodeBudget(limits.MaxNodes), problems, start: piece.Start);
            return values is [var document] && problems.Count == 0 ? document.Root : null;
        }

        var root = YamlTreeReader.Read(new TextDocument(piece.Utf8, piece.Start.Line), limits, new NodeBudget(limits.MaxNodes), _pool, problems);
        return problems.Count == 0 ? root as MappingNode : null;
    }
}
