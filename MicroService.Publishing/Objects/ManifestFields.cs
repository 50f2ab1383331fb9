using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Objects;

/// <summary>Adds fields to objects without overwriting existing ones.</summary>
internal static class ManifestFields
{
    /// <summary>The mapping at the end of a path of keys; created with its parents if missing.</summary>
    public static MappingNode Ensure(this MappingNode mapping, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            if (mapping[key] is not MappingNode next)
            {
                mapping.Set(key, next = new MappingNode());
            }

            mapping = next;
        }

        return mapping;
    }

    /// <summary>The sequence under a key; created if missing.</summary>
    public static SequenceNode EnsureSequence(this MappingNode mapping, string key)
    {
        if (mapping[key] is not SequenceNode sequence)
        {
            mapping.Set(key, sequence = new SequenceNode());
        }

        return sequence;
    }

    /// <summary>Sets a missing field.</summary>
    public static void Default(this MappingNode mapping, string key, Node value)
    {
        if (!mapping.Has(key))
        {
            mapping.Set(key, value);
        }
    }

    /// <summary>The item with a name in a list, such as a volume or a variable; null if there is none.</summary>
    public static MappingNode? Named(this MappingNode mapping, string list, string name) =>
        mapping.Mappings(list).FirstOrDefault(item => item.Text("name") == name);

    /// <summary>Adds a named item to a list, unless the list has one of that name.</summary>
    public static void AddNamed(this MappingNode mapping, string list, MappingNode item)
    {
        if (mapping.Named(list, item.Text("name")!) is null)
        {
            mapping.EnsureSequence(list).Add(item);
        }
    }

    /// <summary>A copy that was made, not read.</summary>
    public static MappingNode Copy(this MappingNode mapping)
    {
        var copy = new MappingNode();
        foreach (var entry in mapping.Entries)
        {
            copy.Set(entry.Name, entry.Value.Clone());
        }

        return copy;
    }
}
