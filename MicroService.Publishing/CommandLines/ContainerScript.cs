using System.Buffers;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.CommandLines;

/// <summary>The script of a container whose command is a shell with <c>-c</c>.</summary>
internal sealed partial class ContainerScript
{
    private const string Execute = "exec ";

    // A script with one of these is more than one command.
    private static readonly SearchValues<char> Operators = SearchValues.Create(";&|(){}<>`\n");

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,@%+");

    private readonly SequenceNode _line;
    private ScalarNode _script;

    private ContainerScript(SequenceNode line, ScalarNode script) => (_line, _script) = (line, script);

    /// <summary>The script; null if the command is no shell.</summary>
    public static ContainerScript? Of(MappingNode container)
    {
        var line = new[] { container.Sequence("command"), container.Sequence("args") }.OfType<SequenceNode>()
            .SelectMany(sequence => sequence.Items.OfType<ScalarNode>().Select(item => (Sequence: sequence, Item: item))).ToList();
        var command = container.Sequence("command") is { Items.Count: > 0 } ? ShellCommand.Of([.. line.Select(part => part.Item.Value)]) : null;
        return command is { IsDirect: true, Index: var index } ? new ContainerScript(line[index].Sequence, line[index].Item) : null;
    }

    /// <summary>Whether the shell stays the first process, which receives the signals meant for its commands.</summary>
    public bool StaysShell => !_script.Value.Contains(Execute, StringComparison.Ordinal) && HasOperators(_script.Value.Trim());

    /// <summary>Whether publishing put a variable into the script.</summary>
    public bool Has(string name) => _script.Value.Contains($"${{{name}}}", StringComparison.Ordinal) || _script.Value.Contains("$(SCRIPT", StringComparison.Ordinal);

    /// <summary>Exports a variable with the content of a file before the script runs.</summary>
    public void Export(string name, string path)
    {
        // The kubelet reads $$ as a dollar sign. A server that starts without its password would accept every client.
        var export = $"{name}=\"$$(cat '{path}')\" && [ -n \"${name}\" ] && export {name} || {{ echo '{name}: {path} is missing or empty; fill in the Secret.' >&2; exit 1; }}\n";
        if (!_script.Value.Contains(export, StringComparison.Ordinal))
        {
            Write(export + Executed(_script.Value));
        }
    }

    /// <summary>Adds arguments to the script's last command.</summary>
    /// <param name="secrets">Variables for the shell to expand: a value that the kubelet expands would be part of the script.</param>
    public void Append(IEnumerable<string> arguments, IReadOnlyList<string> secrets)
    {
        var text = string.Concat(arguments.Select(argument => " " + string.Concat(Reference().Split(argument).Select((piece, index) =>
            piece.Length == 0 ? "" : index % 2 == 0 ? Quoted(piece) : secrets.Contains(piece) ? $"\"${{{piece}}}\"" : Quoted($"$({piece})")))));
        if (!_script.Value.EndsWith(text, StringComparison.Ordinal))
        {
            Write(_script.Value.TrimEnd() + text);
        }
    }

    // A shell that waits for its command does not pass on SIGTERM. With a single command every shell may become that command; with two,
    // some do not.
    private static string Executed(string script) =>
        HasOperators(script) || script.StartsWith(Execute, StringComparison.Ordinal) || script.AsSpan().TrimStart() is [] || script.Split(' ')[0].Contains('=', StringComparison.Ordinal)
            ? script
            : Execute + script;

    private static string Quoted(string argument) =>
        argument.AsSpan().IndexOfAnyExcept(Plain) < 0 ? argument : $"'{argument.Replace("'", "'\\''", StringComparison.Ordinal)}'";

    private void Write(string script)
    {
        var written = new ScalarNode(script, ScalarKind.String);
        _line.Replace(_script, written);
        _script = written;
    }

    private static bool HasOperators(string script) => Variable().Replace(script, string.Empty).AsSpan().IndexOfAny(Operators) >= 0;

    [GeneratedRegex(@"\$\((\w+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"\$\{\w+\}", RegexOptions.CultureInvariant)]
    private static partial Regex Variable();
}
