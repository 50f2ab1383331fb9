using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Kustomize;

/// <summary>Gives each node of a built object the place that it was written at: in the resource, a patch or a kustomization.</summary>
internal sealed class BuildPositions(BuiltObject built, ManifestFile file)
{
    private readonly List<string> _steps = [];

    /// <summary>Sets the places of all nodes.</summary>
    public void Assign()
    {
        var candidates = new List<Candidate>();
        var operations = new List<Operation>();
        if (built is { Written: { } written, Source: { } source })
        {
            candidates.Add(new Candidate(written.Root, node => new SourcePlace(source.Name, node.Position)));
        }

        foreach (var patch in built.Layers.SelectMany(layer => layer.Patches))
        {
            if (patch.Merge is { } merge)
            {
                candidates.Add(new Candidate(merge, patch.PlaceOf));
            }

            operations.AddRange(
                from operation in patch.Operations
                let steps = Patch.StepsOf(operation)
                where steps is not null && operation["value"] is not null
                select new Operation(new Candidate(operation["value"]!, patch.PlaceOf), steps, 0));
        }

        Assign(built.Root, candidates, operations, built.Start);
    }

    private void Assign(Node node, List<Candidate> candidates, List<Operation> operations, SourcePlace around)
    {
        var place = PlaceOf(node, candidates) ?? around;
        Put(node, place);
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries)
                {
                    var key = entry.Name;
                    var written = candidates
                        .Select(candidate => (Entry: (candidate.Node as MappingNode)?.FindWritten(key), candidate.Place))
                        .FirstOrDefault(found => found.Entry is not null);
                    Put(entry.Key, written.Entry is { } there ? written.Place(there.Key) : place);
                    Descend(mapping, entry.Value, key, candidates, operations, place);
                }

                break;
            case SequenceNode sequence:
                foreach (var (index, item) in sequence.Items.Index())
                {
                    Descend(sequence, item, $"{index}", candidates, operations, place);
                }

                break;
        }
    }

    private void Descend(Node parent, Node child, string step, List<Candidate> candidates, List<Operation> operations, SourcePlace place)
    {
        var below = new List<Candidate>();
        foreach (var candidate in candidates)
        {
            if (Counterpart.Below(parent, child, candidate.Node) is { } counterpart)
            {
                below.Add(candidate with { Node = counterpart });
            }
        }

        var left = new List<Operation>();
        foreach (var operation in operations)
        {
            var next = operation.Steps[operation.At];
            if (next != step && next != "-")
            {
                continue;
            }

            if (operation.At + 1 < operation.Steps.Count)
            {
                left.Add(operation with { At = operation.At + 1 });
            }
            else if (next == step || operation.Value.Node.DataEquals(child))
            {
                below.Add(operation.Value);
            }
        }

        _steps.Add(step);
        Assign(child, below, left, place);
        _steps.RemoveAt(_steps.Count - 1);
    }

    // The last to say what was built decides. A collection is where the resource has it, unless another replaced it.
    private SourcePlace? PlaceOf(Node node, List<Candidate> candidates)
    {
        if (node is not ScalarNode scalar)
        {
            return candidates.Count == 0 ? null
                : PlaceOf(candidates.FindLast(candidate => candidate.Node.DataEquals(node)) is { Node: not null } whole ? whole : candidates[0]);
        }

        if (built.ReplacedAt(_steps) is { } replaced)
        {
            return replaced;
        }

        if (candidates.FindLast(candidate => candidate.Node.DataEquals(node)) is { Node: not null } same)
        {
            return PlaceOf(same);
        }

        var written = candidates.Select(candidate => candidate.Node).OfType<ScalarNode>().FirstOrDefault()?.Value;
        foreach (var layer in built.Layers.Reverse())
        {
            if (layer.Kustomization.Decides(_steps, scalar, written) is { } decided)
            {
                return decided;
            }
        }

        return candidates.Count == 0 ? null : PlaceOf(candidates[0]);
    }

    private static SourcePlace PlaceOf(Candidate candidate) => candidate.Place(candidate.Node);

    private void Put(Node node, SourcePlace place)
    {
        node.Position = place.Position;
        if (place.Source != file.Name)
        {
            file.Elsewhere![node] = place.Source;
        }
    }

    private readonly record struct Candidate(Node Node, Func<Node, SourcePlace> Place);

    private readonly record struct Operation(Candidate Value, IReadOnlyList<string> Steps, int At);
}
