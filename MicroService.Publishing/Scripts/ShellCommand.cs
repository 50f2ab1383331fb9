namespace MicroService.Publishing.Scripts;

/// <summary>A command line that starts a shell with a script.</summary>
/// <param name="Script">The index of the script, which stands behind <c>-c</c>.</param>
/// <param name="Shell">The shell's name, without folder.</param>
/// <param name="IsCertain">Whether this very word is the script: a program before the shell, or <c>env -S</c>, may do anything with its words.</param>
/// <param name="Start">What becomes of the variables before the shell gets them.</param>
internal sealed record ShellCommand(int Script, string Shell, bool IsCertain, ProgramStart Start)
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    /// <summary>What starts a shell; null if none starts, or if it gets no script.</summary>
    public static ShellCommand? Of(IReadOnlyList<string> line)
    {
        var start = ProgramStart.Of(line);
        if (start.Split >= 0)
        {
            return OfSplit(line, start);
        }

        if (start.Index < line.Count && IsShell(line[start.Index]))
        {
            return ScriptIndex(line, start.Index) is >= 0 and var index ? new ShellCommand(index, NameOf(line[start.Index]), IsCertain: true, start) : null;
        }

        return Behind(line, start.Index + 1) is { } found ? new ShellCommand(found.Script, found.Shell, IsCertain: false, start) : null;
    }

    public static string NameOf(string program) => program[(program.LastIndexOf('/') + 1)..];

    /// <summary>Whether the shell does not get a variable of the container.</summary>
    public bool Hides(string variable) => Start.HidesAll || Start.Hidden.Contains(variable);

    // What a shell in there gets as its script may be part of the word, or the next one.
    private static ShellCommand? OfSplit(IReadOnlyList<string> line, ProgramStart start)
    {
        string[] words = [.. start.SplitText.Split([' ', '\t', '\n', '"', '\''], StringSplitOptions.RemoveEmptyEntries), .. line.Skip(start.Split + 1)];
        var added = words.Length - (line.Count - start.Split);
        return Behind(words, 0) is { } found ? new ShellCommand(Math.Max(start.Split, found.Script - added + start.Split), found.Shell, IsCertain: false, start) : null;
    }

    private static (int Script, string Shell)? Behind(IReadOnlyList<string> line, int from)
    {
        for (var index = from; index < line.Count; index++)
        {
            if (IsShell(line[index]) && ScriptIndex(line, index) is >= 0 and var script)
            {
                return (script, NameOf(line[index]));
            }
        }

        return null;
    }

    private static bool IsShell(string program) => Shells.Contains(NameOf(program));

    private static int ScriptIndex(IReadOnlyList<string> line, int shell)
    {
        var (index, takesScript) = (shell + 1, false);
        for (; index < line.Count && line[index] is ['-' or '+', ..] option; index++)
        {
            if (option is "-" or "--")
            {
                index++;
                break;
            }

            if (!option.StartsWith("--", StringComparison.Ordinal))
            {
                takesScript |= option[0] == '-' && option.Contains('c', StringComparison.Ordinal);
                // -o pipefail
                index += option.AsSpan(1).ContainsAny('o', 'O') ? 1 : 0;
            }
            else if (option is "--rcfile" or "--init-file")
            {
                index++;
            }
        }

        return takesScript && index < line.Count ? index : -1;
    }
}
