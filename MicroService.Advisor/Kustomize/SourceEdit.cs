using System.Text;
using System.Text.Json;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Kustomize;

/// <summary>
/// Writes the steps of a fix of a built object into the resource that it was built from, or finds out what decides instead.
/// </summary>
/// <param name="built">The object that the fix is of.</param>
/// <param name="root">Its tree as it is now, with the fixes before.</param>
/// <param name="source">The resource as it is now.</param>
internal sealed class SourceEdit(BuiltObject built, MappingNode root, KubernetesObject source)
{
    // Where the build adds the labels that kept a step from being written.
    private SourcePlace? _adder;

    /// <summary>The same step on the resource; null if the resource does not decide.</summary>
    public FixOperation? Translate(FixOperation operation, out SourcePlace decides)
    {
        decides = built.Start;
        switch (operation)
        {
            case AddObject add when InSourceTerms(add.Root) is MappingNode copy:
                return new AddObject(source, copy);
            case SetField set when Around(set.Anchor, set.Path, out decides) is { } anchor && DecidesField(set, anchor, out decides) && InSourceTerms(set.Value) is { } value:
                return set with { Anchor = anchor, Value = value };
            case AppendItem append when Around(append.Anchor, append.Path, out decides) is { } anchor && DecidesList(append, anchor, out decides) && InSourceTerms(append.Item) is { } item:
                return append with { Anchor = anchor, Item = item };
            case RemoveField remove when IsWritten(operation, out decides):
                return remove with { Anchor = (MappingNode)InSource(remove.Anchor)! };
            case RenameField rename when IsWritten(operation, out decides):
                return rename with { Anchor = (MappingNode)InSource(rename.Anchor)! };
            case RemoveItem remove when IsWritten(operation, out decides):
                return new RemoveItem((SequenceNode)InSource(remove.Sequence)!, InSource(remove.Item)!);
            case ReplaceItem replace when IsWritten(operation, out decides):
                return replace with { Sequence = (SequenceNode)InSource(replace.Sequence)!, Item = InSource(replace.Item)! };
            default:
                decides = _adder ?? decides;
                return null;
        }
    }

    /// <summary>Tells steps apart: the same one in two builds changes a resource in the same way.</summary>
    public static string KeyOf(FixOperation translated)
    {
        var place = translated.Target is { } target ? target.Pointer : "";
        var what = translated switch
        {
            SetField set => $"{string.Join('/', set.Path)}={Json(set.Value)}",
            AppendItem append => $"{string.Join('/', append.Path)}+{Json(append.Item)}",
            AddObject add => Json(add.Root),
            RemoveField remove => remove.Key,
            RenameField rename => rename.ToString(),
            ReplaceItem replace => Json(replace.Replacement),
            RemoveItem remove => Json(remove.Item),
            _ => "",
        };
        return $"{translated.GetType().Name} {place} {what}";
    }

    private Node? InSource(Node node) => Counterpart.Of(node, root, source.Root);

    // The anchor in the resource, if nothing else makes what lies between it and the field.
    private MappingNode? Around(MappingNode anchor, IReadOnlyList<string> path, out SourcePlace decides)
    {
        decides = PlaceOf(anchor);
        if (InSource(anchor) is not MappingNode written)
        {
            return null;
        }

        var steps = Counterpart.Steps(anchor, root);
        if (Overridden([.. steps, .. path], out var operation))
        {
            decides = operation;
            return null;
        }

        MappingNode? at = anchor, there = written;
        foreach (var key in path.SkipLast(1))
        {
            if (at[key] is not MappingNode next)
            {
                return written;
            }

            decides = PlaceOf(next);
            if (there[key] is not MappingNode below)
            {
                return null;
            }

            (at, there) = (next, below);
        }

        return written;
    }

    private bool DecidesField(SetField set, MappingNode anchor, out SourcePlace decides)
    {
        var (now, written) = (At(set.Anchor, set.Path), At(anchor, set.Path));
        if (IsPatched(set.Anchor, set.Path, out decides))
        {
            return false;
        }

        decides = PlaceOf(now ?? set.Anchor);
        return (written?.DataEquals(InSourceNames(set.Value)) ?? false)
            || (now is null ? written is null : written is not null && Same(now, written));
    }

    private bool DecidesList(AppendItem append, MappingNode anchor, out SourcePlace decides)
    {
        var (now, written) = (At(append.Anchor, append.Path), At(anchor, append.Path));
        if (now is SequenceNode { Items: [ScalarNode, ..] } && IsPatched(append.Anchor, append.Path, out decides))
        {
            return false;
        }

        decides = PlaceOf(now ?? append.Anchor);
        return now is null ? written is null or SequenceNode
            : now is SequenceNode list && written is SequenceNode theirs
                && theirs.Items.All(item => item.DataEquals(append.Item) || Counterpart.ItemOf(item, theirs, list) is not null);
    }

    private bool IsWritten(FixOperation operation, out SourcePlace decides)
    {
        var node = operation switch
        {
            RemoveField remove => remove.Anchor[remove.Key],
            RenameField rename => rename.Anchor[rename.Key],
            RemoveItem remove => remove.Item,
            ReplaceItem replace => replace.Item,
            _ => null,
        };
        decides = PlaceOf(node ?? operation.Target!);
        return node is not null && !IsPatched(node, [], out decides) && InSource(node) is { } written && Same(node, written)
            && InSource(operation.Target!) is { } target && target.GetType() == operation.Target!.GetType()
            && !Overridden(Counterpart.Steps(node, root), out decides);
    }

    // Names that the build changed are the resource's own.
    private bool Same(Node now, Node written) => now.DataEquals(written) || InSourceNames(now).DataEquals(written);

    private bool Overridden(IReadOnlyList<string> steps, out SourcePlace decides)
    {
        decides = default;
        if (built.ReplacedAt(steps) is { } replaced)
        {
            decides = replaced;
            return true;
        }

        foreach (var patch in built.Layers.SelectMany(layer => layer.Patches))
        {
            if (patch.OperationOn(steps) is { } operation)
            {
                decides = patch.PlaceOf(operation);
                return true;
            }

            Node? at = patch.Merge;
            foreach (var step in steps)
            {
                if (at is MappingNode { } mapping && mapping.Scalar("$patch") is { } directive)
                {
                    decides = patch.PlaceOf(directive);
                    return true;
                }

                at = (at as MappingNode)?[step];
                if (at is ScalarNode { IsNull: true })
                {
                    decides = patch.PlaceOf(at);
                    return true;
                }
            }
        }

        return false;
    }

    // A patch that sets a field decides, even if it repeats what the resource says: the build takes its value, whatever the resource says.
    private bool IsPatched(Node anchor, IReadOnlyList<string> path, out SourcePlace decides)
    {
        foreach (var patch in built.Layers.SelectMany(layer => layer.Patches).Reverse())
        {
            var at = Counterpart.Of(anchor, root, patch.Merge);
            foreach (var key in path)
            {
                at = at is ScalarNode ? at : (at as MappingNode)?[key];
            }

            if (at is not null)
            {
                decides = patch.PlaceOf(at);
                return true;
            }
        }

        decides = PlaceOf(anchor);
        return false;
    }

    private SourcePlace PlaceOf(Node node)
    {
        // A node of a fix has no place: what it stands in has.
        var at = node;
        while (at.Position == Position.None && at.Parent is { } parent)
        {
            at = parent;
        }

        foreach (var patch in built.Layers.SelectMany(layer => layer.Patches).Reverse())
        {
            if (Counterpart.Of(at, root, patch.Merge) is { } patched && (at is not ScalarNode || patched.DataEquals(at)))
            {
                return patch.PlaceOf(patched);
            }
        }

        return new SourcePlace(Original(at) is { } original ? SourceOf(original) : built.Start.Source, at.Position);
    }

    private Node? Original(Node node) => Counterpart.Of(node, root, built.Root);

    private string SourceOf(Node original) => SourceNames?.SourceOf(original) ?? built.Start.Source;

    /// <summary>The file of the built object, which knows where its nodes come from.</summary>
    public ManifestFile? SourceNames { get; init; }

    private static Node? At(MappingNode anchor, IReadOnlyList<string> path) => anchor.At([.. path]);

    // The build adds its labels again; null if a selector has no others, as what it selects without them is another matter.
    private Node? InSourceTerms(Node node)
    {
        var copy = InSourceNames(node);
        var added = LabelsIn(root).Except(LabelsIn(source.Root)).ToHashSet();
        if (added.Count == 0 || RemoveLabels(copy, added))
        {
            return copy;
        }

        _adder = built.Layers.Reverse().Select(layer => layer.Kustomization.Adds(added.Select(label => label.Key)))
            .FirstOrDefault(place => place is not null);
        return null;
    }

    private static IEnumerable<(string Key, string Value)> LabelsIn(Node node) => node switch
    {
        MappingNode mapping => mapping.Entries.SelectMany(entry => entry is { Name: "labels", Value: MappingNode labels }
            ? labels.Entries.Where(label => label.Value is ScalarNode).Select(label => (label.Name, ((ScalarNode)label.Value).Value))
            : LabelsIn(entry.Value)),
        SequenceNode list => list.Items.SelectMany(LabelsIn),
        _ => [],
    };

    private static bool RemoveLabels(Node node, HashSet<(string Key, string Value)> added)
    {
        switch (node)
        {
            case MappingNode mapping:
                foreach (var entry in mapping.Entries.ToList())
                {
                    if (entry is { Name: "labels" or "matchLabels" or "selector", Value: MappingNode labels })
                    {
                        var isEmpty = labels.Entries.Count == 0;
                        foreach (var label in labels.Entries.Where(label => label.Value is ScalarNode value && added.Contains((label.Name, value.Value))).ToList())
                        {
                            labels.Remove(label.Name);
                        }

                        if (!isEmpty && labels.Entries.Count == 0 && entry.Name != "labels")
                        {
                            return false;
                        }
                    }

                    if (!RemoveLabels(entry.Value, added))
                    {
                        return false;
                    }
                }

                return true;
            case SequenceNode list:
                return list.Items.All(item => RemoveLabels(item, added));
            default:
                return true;
        }
    }

    // The build adds prefixes, suffixes and the namespace again.
    private Node InSourceNames(Node node)
    {
        var copy = Renamed(node);
        if (copy is MappingNode { } mapping && mapping.Has("kind") && mapping.Mapping("metadata") is { } metadata)
        {
            if (source.WrittenNamespace is { } ns)
            {
                metadata.Set("namespace", ns);
            }
            else if (metadata.Has("namespace") && built.Root.Mapping("metadata")?.Text("namespace") == metadata.Text("namespace"))
            {
                metadata.Remove("namespace");
            }
        }

        return copy;
    }

    private Node Renamed(Node node)
    {
        var (name, own) = (built.Root.Mapping("metadata")?.Text("name") ?? "", source.Name);
        if (name == own || name.Length == 0)
        {
            return node.Clone();
        }

        switch (node)
        {
            case MappingNode mapping:
                var renamed = new MappingNode();
                foreach (var entry in mapping.Entries)
                {
                    renamed.Set(entry.Name, Renamed(entry.Value));
                }

                return renamed;
            case SequenceNode sequence:
                return SequenceNode.Of([.. sequence.Items.Select(Renamed)]);
            case ScalarNode { Kind: ScalarKind.String } scalar when scalar.Value == name:
                return new ScalarNode(own, ScalarKind.String);
            case ScalarNode { Kind: ScalarKind.String } scalar when scalar.Value.StartsWith($"{name}-", StringComparison.Ordinal):
                return new ScalarNode(own + scalar.Value[name.Length..], ScalarKind.String);
            default:
                return node.Clone();
        }
    }

    private static string Json(Node node)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            node.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }
}
