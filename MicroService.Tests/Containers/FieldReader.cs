using MicroService.Advisor.Manifests;

namespace MicroService.Tests.Containers;

/// <summary>Reads the fields of an object and takes them out; what is left in the end is what nobody has thought of.</summary>
internal sealed class FieldReader
{
    private readonly MappingNode _rest;
    private readonly string _pointer;
    private readonly List<string> _problems;

    public FieldReader(MappingNode node, List<string> problems, string? pointer = null) =>
        (_rest, _problems, _pointer) = ((MappingNode)node.Clone(), problems, pointer ?? node.Pointer);

    public Node? Take(string key)
    {
        var value = _rest[key];
        _rest.Remove(key);
        return value;
    }

    public string? Text(string key) => Take(key) is ScalarNode { IsNull: false } scalar ? scalar.Value : null;

    public long? Integer(string key) => (Take(key) as ScalarNode)?.AsInteger;

    /// <summary>The texts of a list; null if it is not there.</summary>
    public IReadOnlyList<string>? Texts(string key) => Take(key) is SequenceNode list ? [.. list.Items.OfType<ScalarNode>().Select(item => item.Value)] : null;

    /// <summary>Reads the object under a key, whole; nothing if it is not there.</summary>
    public void Object(string key, Action<FieldReader> read)
    {
        if (Take(key) is MappingNode mapping)
        {
            Read(mapping, $"{_pointer}/{key}", read);
        }
    }

    /// <summary>Reads each object of a list, whole.</summary>
    public void Objects(string key, Action<FieldReader> read)
    {
        if (Take(key) is SequenceNode list)
        {
            foreach (var (index, item) in list.Items.Index())
            {
                Read((MappingNode)item, $"{_pointer}/{key}/{index}", read);
            }
        }
    }

    /// <summary>Takes out fields that have no meaning for one container on one machine.</summary>
    public void Ignore(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _rest.Remove(key);
        }
    }

    /// <summary>A field that may only have this value, or not be there.</summary>
    public void Expect(string key, string value)
    {
        if (Text(key) is { } other && other != value)
        {
            Refuse($"{key} is {other}, and only {value} can be run here");
        }
    }

    public void Refuse(string problem) => _problems.Add($"{_pointer}: {problem}");

    /// <summary>Every field that was not read is a problem.</summary>
    public void End() => _problems.AddRange(_rest.Entries.Select(entry => $"{_pointer}/{entry.Key.Value}: this field is not known here, so the container would not run as the pod does"));

    private void Read(MappingNode mapping, string pointer, Action<FieldReader> read)
    {
        var reader = new FieldReader(mapping, _problems, pointer);
        read(reader);
        reader.End();
    }
}
