using System.Globalization;

namespace MicroService.Advisor.Manifests;

/// <summary>JSON pointers over manifest trees (RFC 6901).</summary>
public static class JsonPointer
{
    /// <summary>Escapes a key for use in a pointer: <c>~</c> becomes <c>~0</c>, <c>/</c> becomes <c>~1</c>.</summary>
    public static string Escape(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.AsSpan().IndexOfAny('~', '/') < 0
            ? key
            : key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
    }

    /// <summary>The key that a step of a pointer means.</summary>
    public static string Unescape(string step)
    {
        ArgumentNullException.ThrowIfNull(step);
        return step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }

    /// <summary>The pointer to the end of a path of keys and indices; it may be appended to another pointer.</summary>
    public static string Of(params ReadOnlySpan<string> path)
    {
        var pointer = "";
        foreach (var key in path)
        {
            pointer += $"/{Escape(key)}";
        }

        return pointer;
    }

    /// <summary>The node that <paramref name="pointer"/> names below <paramref name="root"/>, or null if nothing is there.</summary>
    public static Node? Resolve(Node root, string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        Node? node = root;
        foreach (var token in pointer.Split('/').Skip(1))
        {
            var key = Unescape(token);
            node = node switch
            {
                MappingNode mapping => mapping[key],
                SequenceNode sequence when int.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < sequence.Items.Count => sequence.Items[index],
                _ => null,
            };
        }

        return node;
    }
}
