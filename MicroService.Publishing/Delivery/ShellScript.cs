using System.Buffers;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.Scripts;

namespace MicroService.Publishing.Delivery;

/// <summary>The script of a container that is started by a shell with <c>-c</c>.</summary>
internal sealed partial class ShellScript
{
    private const string Execute = "exec ";

    // What makes more of a script than one command.
    private static readonly SearchValues<char> Operators = SearchValues.Create(";&|(){}<>`\n");

    private static readonly SearchValues<char> Plain = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_=./:,@%+");

    private readonly SequenceNode _line;
    private readonly ShellCommand _command;
    private ScalarNode _script;

    private ShellScript(SequenceNode line, ScalarNode script, ShellCommand command) => (_line, _script, _command) = (line, script, command);

    /// <summary>The script, or null if no shell starts the container.</summary>
    public static ShellScript? Of(MappingNode container)
    {
        var line = new[] { container.Sequence("command"), container.Sequence("args") }.OfType<SequenceNode>()
            .SelectMany(sequence => sequence.Items.OfType<ScalarNode>().Select(item => (Sequence: sequence, Item: item))).ToList();
        var command = container.Sequence("command") is { Items.Count: > 0 } ? ShellCommand.Of([.. line.Select(part => part.Item.Value)]) : null;
        return command is { IsCertain: true, Script: var index } ? new ShellScript(line[index].Sequence, line[index].Item, command) : null;
    }

    /// <summary>Whether the shell stays while its commands run, and so gets their signals.</summary>
    public bool StaysShell => !_script.Value.Contains(Execute, StringComparison.Ordinal) && HasOperators(_script.Value.Trim());

    /// <summary>Whether a variable was put into the script.</summary>
    public bool Has(string name) => _script.Value.Contains($"${{{name}}}", StringComparison.Ordinal) || _script.Value.Contains("$(SCRIPT", StringComparison.Ordinal);

    /// <summary>Whether the shell does not get a variable of the container.</summary>
    public bool Hides(string name) => _command.Hides(name);

    /// <summary>Sets a variable from a file before the script runs.</summary>
    public void Export(string name, string path)
    {
        // The kubelet makes one dollar sign of two and leaves the rest to the shell. A server without its password would let everybody in.
        var export = $"{name}=\"$$(cat '{path}')\" && [ -n \"${name}\" ] && export {name} || {{ echo '{name}: {path} is missing or empty; fill in the Secret.' >&2; exit 1; }}\n";
        if (!_script.Value.Contains(export, StringComparison.Ordinal))
        {
            Write(export + Executed(_script.Value));
        }
    }

    /// <summary>Adds arguments to the script's last command.</summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="secrets">Variables that the shell is to fill in, since a value that the kubelet fills in would be part of the script.</param>
    public void Append(IEnumerable<string> arguments, IReadOnlyList<string> secrets)
    {
        var text = string.Concat(arguments.Select(argument => " " + string.Concat(Reference().Split(argument).Select((piece, index) =>
            piece.Length == 0 ? "" : index % 2 == 0 ? Quoted(piece) : secrets.Contains(piece) ? $"\"${{{piece}}}\"" : Quoted($"$({piece})")))));
        if (!_script.Value.EndsWith(text, StringComparison.Ordinal))
        {
            Write(_script.Value.TrimEnd() + text);
        }
    }

    // A shell that waits for its command keeps SIGTERM to itself. Of a single command it makes itself that command, of two not all do.
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
