using System.Text;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Printing;

/// <summary>Writes trees in YAML's block style, two spaces a level.</summary>
internal sealed class BlockEmitter(BlockStyle style)
{
    private readonly StringBuilder _text = new();

    /// <summary>The node as lines at an indentation, without a line ending at the end; the first line is not indented.</summary>
    public static string Emit(Node node, int indent, BlockStyle style)
    {
        var emitter = new BlockEmitter(style);
        emitter.Write(node, indent);
        return emitter._text.ToString();
    }

    /// <summary>The node on one line.</summary>
    public static string EmitFlow(Node node)
    {
        var emitter = new BlockEmitter(BlockStyle.Default);
        emitter.WriteFlow(node);
        return emitter._text.ToString();
    }

    public static bool IsEmpty(Node node) => node is MappingNode { Entries.Count: 0 } or SequenceNode { Items.Count: 0 };

    private void Write(Node node, int indent)
    {
        switch (node)
        {
            case MappingNode { Entries.Count: > 0 } mapping:
                WriteMapping(mapping, indent);
                break;
            case SequenceNode { Items.Count: > 0 } sequence:
                WriteSequence(sequence, indent);
                break;
            case ScalarNode scalar when ScalarText.IsLiteral(scalar):
                WriteLiteral(scalar, indent);
                break;
            default:
                WriteFlow(node);
                break;
        }
    }

    private void WriteMapping(MappingNode mapping, int indent)
    {
        var isFirst = true;
        foreach (var entry in mapping.Entries)
        {
            if (!isFirst)
            {
                NewLine(indent);
            }

            isFirst = false;
            _text.Append(ScalarText.Of(entry.Key)).Append(':');
            WriteValue(entry.Value, indent);
        }
    }

    private void WriteValue(Node value, int indent)
    {
        if (value is MappingNode { Entries.Count: > 0 })
        {
            NewLine(indent + 2);
            Write(value, indent + 2);
        }
        else if (value is SequenceNode { Items.Count: > 0 })
        {
            var at = style.IndentsSequences ? indent + 2 : indent;
            NewLine(at);
            Write(value, at);
        }
        else
        {
            _text.Append(' ');
            Write(value, indent + 2);
        }
    }

    private void WriteSequence(SequenceNode sequence, int indent)
    {
        var isFirst = true;
        foreach (var item in sequence.Items)
        {
            if (!isFirst)
            {
                NewLine(indent);
            }

            isFirst = false;
            _text.Append("- ");
            Write(item, indent + 2);
        }
    }

    private void WriteLiteral(ScalarNode scalar, int indent)
    {
        var text = scalar.Value;
        _text.Append(text.EndsWith('\n') ? "|" : "|-");
        foreach (var line in text.TrimEnd('\n').Split('\n'))
        {
            if (line.Length == 0)
            {
                _text.Append(style.NewLine);
            }
            else
            {
                // At the top level a block scalar still has to be indented.
                NewLine(Math.Max(indent, 2));
                _text.Append(line);
            }
        }
    }

    private void WriteFlow(Node node)
    {
        switch (node)
        {
            case MappingNode mapping:
                WriteList('{', '}', mapping.Entries, entry =>
                {
                    _text.Append(ScalarText.Of(entry.Key)).Append(": ");
                    WriteFlow(entry.Value);
                });
                break;
            case SequenceNode sequence:
                WriteList('[', ']', sequence.Items, WriteFlow);
                break;
            default:
                _text.Append(ScalarText.Of((ScalarNode)node));
                break;
        }
    }

    private void WriteList<TItem>(char open, char close, IReadOnlyList<TItem> items, Action<TItem> write)
    {
        _text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
            {
                _text.Append(", ");
            }

            write(items[i]);
        }

        _text.Append(close);
    }

    private void NewLine(int indent) => _text.Append(style.NewLine).Append(' ', indent);
}
