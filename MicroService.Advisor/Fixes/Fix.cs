using System.Collections.Immutable;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Fixes;

/// <summary>
/// What to change so that a finding goes away, as operations on the tree that was audited. Operations create what they need
/// on their way, so that fixes of different rules combine.
/// </summary>
public sealed record Fix
{
    // A fix of a pod with thousands of containers has thousands of steps.
    private ImmutableList<FixOperation> _operations = [];

    private Fix(FixSafety safety, string description)
    {
        Safety = safety;
        Description = description;
    }

    /// <summary>Whether a person should look at it first.</summary>
    public FixSafety Safety { get; }

    /// <summary>What the fix does, as an imperative without full stop.</summary>
    public string Description { get; }

    /// <summary>The operations, in their order.</summary>
    public IReadOnlyList<FixOperation> Operations => _operations;

    /// <summary>A fix that cannot break a working pod.</summary>
    public static Fix Safe(string description) => new(FixSafety.Safe, description);

    /// <summary>A fix that may need the application to cooperate.</summary>
    public static Fix Review(string description) => new(FixSafety.Review, description);

    /// <summary>Sets the field at the end of a path of keys below a mapping; missing mappings on the way are made.</summary>
    public Fix Set(MappingNode anchor, IReadOnlyList<string> path, Node value) => With(new SetField(anchor, path, value));

    /// <summary>Adds an item at the end of the sequence at a path below a mapping; the sequence is made if it is missing.</summary>
    public Fix Append(MappingNode anchor, IReadOnlyList<string> path, Node item) => With(new AppendItem(anchor, path, item));

    /// <summary>Takes a field out of a mapping.</summary>
    public Fix Remove(MappingNode anchor, string key) => With(new RemoveField(anchor, key));

    /// <summary>Gives a field of a mapping another name.</summary>
    public Fix Rename(MappingNode anchor, string key, string newKey) => With(new RenameField(anchor, key, newKey));

    /// <summary>Takes an item out of a sequence.</summary>
    public Fix RemoveItem(SequenceNode sequence, Node item) => With(new RemoveItem(sequence, item));

    /// <summary>Puts another node in the place of an item of a sequence.</summary>
    public Fix ReplaceItem(SequenceNode sequence, Node item, Node replacement) => With(new ReplaceItem(sequence, item, replacement));

    /// <summary>Adds an object to the file that holds another one.</summary>
    public Fix AddObject(KubernetesObject beside, MappingNode root) => With(new AddObject(beside, root));

    /// <summary>Adds an object, made when it is asked for, to the file that holds another one.</summary>
    internal Fix AddObject(KubernetesObject beside, Func<MappingNode> make) => With(new AddObject(beside, make));

    private Fix With(FixOperation operation) => this with { _operations = _operations.Add(operation) };
}
