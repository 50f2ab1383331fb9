using System.Collections.Frozen;
using System.Text;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>A simple command that a container runs, itself or through a shell: its words, and the files that its output goes to.</summary>
/// <param name="Words">The program and its arguments, without quotes.</param>
/// <param name="Targets">The files behind <c>&gt;</c> and <c>&gt;&gt;</c>.</param>
internal sealed partial record ShellCommand(IReadOnlyList<string> Words, IReadOnlyList<string> Targets)
{
    // Longer ones are data.
    private const int LongestScript = 64 * 1024;

    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    // What comes before the program that counts.
    private static readonly FrozenSet<string> Before = FrozenSet.ToFrozenSet(
        [
            "!", "{", "}", "builtin", "busybox", "command", "do", "dumb-init", "elif", "else", "env", "exec", "if", "nice", "nohup", "sudo", "then",
            "time", "tini", "until", "while", "xargs", "--",
        ],
        StringComparer.Ordinal);

    private static readonly string[] Hooks = ["postStart", "preStop"];

    private static readonly string[] Probes = ["startupProbe", "livenessProbe", "readinessProbe"];

    /// <summary>The commands of the container, of its hooks and of its probes, as far as the manifest says them.</summary>
    public static IEnumerable<ShellCommand> Of(Container container)
    {
        var lifecycle = container.Node.Mapping("lifecycle");
        IEnumerable<MappingNode?> handlers =
            [.. Hooks.Select(hook => lifecycle?.Mapping(hook)), .. Probes.Select(container.Node.Mapping)];
        var lists = handlers.Select(handler => handler?.Mapping("exec")?.Sequence("command")?.Items.OfType<ScalarNode>() ?? []);
        return lists.Prepend(container.CommandLine).SelectMany(list => Of([.. list.Select(word => word.Value)]));
    }

    /// <summary>These, and the commands of the given scripts that the command line names.</summary>
    public static IEnumerable<ShellCommand> Of(Container container, ObjectGraph graph) =>
        Of(container).Concat(MountedSettings.ScriptsOf(container, graph).SelectMany(OfScript));

    /// <summary>The name of the program that counts, behind assignments and what only starts another; empty if there is none.</summary>
    public string Program =>
        Words.FirstOrDefault(word => !word.StartsWith('-') && !StartsAnother(word) && !Assignment().IsMatch(word)) is { } program ? ProgramOf(program) : "";

    /// <summary>True for a word that only starts the program behind it.</summary>
    public static bool StartsAnother(string word) => Before.Contains(ProgramOf(word));

    private static List<ShellCommand> Of(IReadOnlyList<string> words)
    {
        for (var i = 0; i < words.Count; i++)
        {
            // Of arguments alone nobody knows the entrypoint: behind -c stands a script, most likely.
            if (ScriptOption().IsMatch(words[i]) && (i == 0 || words.Take(i).Any(word => Shells.Contains(ProgramOf(word)))))
            {
                return i + 1 < words.Count ? OfScript(words[i + 1]) : [];
            }
        }

        return words.Count == 0 ? [] : [new ShellCommand(words, [])];
    }

    private static List<ShellCommand> OfScript(string script) =>
        script.Length > LongestScript ? [] : new Reader(script).Read();

    /// <summary>The program's name without its folder.</summary>
    public static string ProgramOf(string word) => word[(word.LastIndexOf('/') + 1)..];

    [GeneratedRegex("^-[a-z]{0,8}c$", RegexOptions.CultureInvariant)]
    private static partial Regex ScriptOption();

    /// <summary>An assignment in front of a program, or alone.</summary>
    [GeneratedRegex(@"^(?<name>[A-Za-z_]\w{0,100})=(?<value>.*)$", RegexOptions.CultureInvariant | RegexOptions.Singleline)]
    public static partial Regex Assignment();

    // Splits as a POSIX shell does, as far as words and redirections go; substitutions count as commands of their own.
    private sealed class Reader(string script)
    {
        private readonly List<ShellCommand> _commands = [];
        private readonly StringBuilder _word = new();
        private List<string> _words = [];
        private List<string> _targets = [];
        private readonly Queue<string> _hereDocuments = [];
        private bool _isQuoted;
        private Role _next = Role.Argument;

        private enum Role
        {
            Argument,
            Target,
            Input,
            HereDocument,
        }

        public List<ShellCommand> Read()
        {
            for (var i = 0; i < script.Length; i++)
            {
                var letter = script[i];
                var follows = i + 1 < script.Length ? script[i + 1] : '\0';
                switch (letter)
                {
                    case '\\':
                        i++;
                        if (follows is not ('\n' or '\0'))
                        {
                            _word.Append(follows);
                        }

                        break;
                    case '\'' or '"':
                        i = Quoted(i, letter);
                        break;
                    case '#' when _word.Length == 0 && !_isQuoted:
                        i = Math.Max(i, (script.IndexOf('\n', i) is var end and >= 0 ? end : script.Length) - 1);
                        break;
                    case ' ' or '\t' or '\r':
                        EndWord();
                        break;
                    case '&' when follows == '>':
                        EndWord();
                        break;
                    case '$' when follows == '(' && i + 2 < script.Length && script[i + 2] == '(':
                        i = script.IndexOf("))", i, StringComparison.Ordinal) is var close and >= 0 ? close + 1 : script.Length;
                        _word.Append('$');
                        break;
                    case '\n':
                        EndCommand();
                        i = AfterHereDocuments(i);
                        break;
                    case ';' or '|' or '&' or '(' or ')' or '`':
                        EndCommand();
                        break;
                    case '>':
                        i = Redirection(i, Role.Target);
                        break;
                    case '<':
                        i = Redirection(i, Role.Input);
                        break;
                    default:
                        _word.Append(letter);
                        break;
                }
            }

            EndCommand();
            return _commands;
        }

        private int Quoted(int start, char quote)
        {
            _isQuoted = true;
            var i = start + 1;
            for (; i < script.Length && script[i] != quote; i++)
            {
                if (quote == '"' && script[i] == '\\' && i + 1 < script.Length)
                {
                    i++;
                }

                _word.Append(script[i]);
            }

            return i;
        }

        // >, >>, >|, 2>, >&2, <, <<, <<<, <&
        private int Redirection(int start, Role role)
        {
            if (_word.Length > 0 && _word.ToString().All(char.IsAsciiDigit))
            {
                _word.Clear();
            }

            EndWord();
            var i = start;
            while (i + 1 < script.Length && (script[i + 1] == script[start] || script[i + 1] is '|' or '-'))
            {
                i++;
            }

            var copies = i + 1 < script.Length && script[i + 1] == '&';
            var isNumber = copies && i + 2 < script.Length && (char.IsAsciiDigit(script[i + 2]) || script[i + 2] == '-');
            var isHereDocument = script[start] == '<' && i > start && script[start..(i + 1)] is "<<" or "<<-";
            _next = isNumber ? Role.Input : isHereDocument ? Role.HereDocument : role;
            return copies ? i + 1 : i;
        }

        // The rest of the line belongs to the command; what follows it is data, up to a line of nothing but the word behind <<.
        private int AfterHereDocuments(int lineEnd)
        {
            while (_hereDocuments.TryDequeue(out var end))
            {
                var isEnd = false;
                while (!isEnd && lineEnd < script.Length)
                {
                    var next = script.IndexOf('\n', lineEnd + 1) is var at and >= 0 ? at : script.Length;
                    isEnd = script.AsSpan(lineEnd + 1, Math.Max(0, next - lineEnd - 1)).Trim().SequenceEqual(end);
                    lineEnd = next;
                }
            }

            return lineEnd;
        }

        private void EndWord()
        {
            if (_word.Length == 0 && !_isQuoted)
            {
                return;
            }

            if (_next == Role.Argument)
            {
                _words.Add(_word.ToString());
            }
            else if (_next == Role.Target)
            {
                _targets.Add(_word.ToString());
            }

            if (_next == Role.HereDocument)
            {
                _hereDocuments.Enqueue(_word.ToString());
            }

            _next = Role.Argument;
            _isQuoted = false;
            _word.Clear();
        }

        private void EndCommand()
        {
            EndWord();
            _next = Role.Argument;
            if (_words.Count + _targets.Count > 0)
            {
                _commands.Add(new ShellCommand(_words, _targets));
                (_words, _targets) = ([], []);
            }
        }
    }
}
