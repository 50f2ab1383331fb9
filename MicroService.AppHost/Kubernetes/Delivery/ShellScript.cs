using MicroService.Advisor.Manifests;

namespace MicroService.AppHost.Kubernetes.Delivery;

/// <summary>The script of a container that is started by a shell with <c>-c</c>.</summary>
internal sealed class ShellScript
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh"];

    private readonly SequenceNode _line;
    private ScalarNode _script;

    private ShellScript(SequenceNode line, ScalarNode script)
    {
        _line = line;
        _script = script;
    }

    /// <summary>The script, or null if no shell starts the container.</summary>
    public static ShellScript? Of(MappingNode container)
    {
        var line = new[] { container.Sequence("command"), container.Sequence("args") }.OfType<SequenceNode>()
            .SelectMany(sequence => sequence.Items.OfType<ScalarNode>().Select(item => (Sequence: sequence, Item: item))).ToList();
        if (container.Sequence("command") is not { Items.Count: > 0 } || !Shells.Contains(Path.GetFileName(line[0].Item.Value), StringComparer.Ordinal))
        {
            return null;
        }

        var flag = line.FindIndex(part => IsScriptOption(part.Item.Value));
        return flag >= 0 && flag + 1 < line.Count ? new ShellScript(line[flag + 1].Sequence, line[flag + 1].Item) : null;
    }

    /// <summary>Sets a variable from a file before the script runs.</summary>
    public void Export(string name, string path)
    {
        // The kubelet makes one dollar sign of two and leaves the rest to the shell.
        var export = $"export {name}=\"$$(cat '{path}')\"\n";
        if (_script.Value.Contains(export, StringComparison.Ordinal))
        {
            return;
        }

        var longer = new ScalarNode(export + _script.Value, ScalarKind.String);
        _line.Replace(_script, longer);
        _script = longer;
    }

    // -c, -ec, -euc
    private static bool IsScriptOption(string text) => text is ['-', .., 'c'] && text.AsSpan(1).IndexOfAnyExceptInRange('a', 'z') < 0;
}
