using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.Hardening;

/// <summary>Writing into objects that may have a field already: what is there stays.</summary>
internal static class ManifestFields
{
    /// <summary>The mapping at the end of a path of keys; made, with all above it, where it is missing.</summary>
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

    /// <summary>The sequence under a key; made where it is missing.</summary>
    public static SequenceNode EnsureSequence(this MappingNode mapping, string key)
    {
        if (mapping[key] is not SequenceNode sequence)
        {
            mapping.Set(key, sequence = new SequenceNode());
        }

        return sequence;
    }

    /// <summary>Sets a field that is not there yet.</summary>
    public static void Default(this MappingNode mapping, string key, Node value)
    {
        if (!mapping.Has(key))
        {
            mapping.Set(key, value);
        }
    }

    /// <summary>The item of a list of named things, such as volumes and variables; null if none has the name.</summary>
    public static MappingNode? Named(this MappingNode mapping, string list, string name) =>
        mapping.Mappings(list).FirstOrDefault(item => item.Text("name") == name);

    /// <summary>Adds a named thing to a list, unless one of its name is there.</summary>
    public static void AddNamed(this MappingNode mapping, string list, MappingNode item)
    {
        if (mapping.Named(list, item.Text("name")!) is null)
        {
            mapping.EnsureSequence(list).Add(item);
        }
    }

    /// <summary>Labels as a mapping.</summary>
    public static MappingNode Copy(this MappingNode mapping)
    {
        var copy = new MappingNode();
        foreach (var entry in mapping.Entries)
        {
            copy.Set(entry.Key.Value, entry.Value.Clone());
        }

        return copy;
    }
}
