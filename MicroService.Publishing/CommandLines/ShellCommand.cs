namespace MicroService.Publishing.CommandLines;

/// <summary>The script that a command line passes to a shell with <c>-c</c>.</summary>
/// <param name="Index">The index of the script.</param>
/// <param name="IsDirect">Whether the shell is the program itself. A program before the shell may change its words and variables.</param>
internal sealed record ShellCommand(int Index, bool IsDirect)
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    /// <summary>The script of a command line; null if it has none.</summary>
    public static ShellCommand? Of(IReadOnlyList<string> line)
    {
        for (var index = 0; index < line.Count; index++)
        {
            if (IsShell(line[index]) && ScriptOf(line, index) is { } script)
            {
                return new ShellCommand(script, IsDirect: index == 0);
            }
        }

        return null;
    }

    public static bool IsShell(string program) => Shells.Contains(NameOf(program));

    /// <summary>Whether <c>env -S</c> splits words of the command line, with quotes and variables of its own.</summary>
    public static bool IsSplit(IReadOnlyList<string> line)
    {
        var index = 0;
        while (index < line.Count && NameOf(line[index]) != "env")
        {
            index++;
        }

        for (index++; index < line.Count && line[index].StartsWith('-'); index++)
        {
            var isLong = line[index].StartsWith("--", StringComparison.Ordinal);
            if (isLong ? line[index].StartsWith("--split-string", StringComparison.Ordinal) : line[index].Contains('S', StringComparison.Ordinal))
            {
                return true;
            }

            // These take the next word as their value.
            index += line[index] is "-u" or "-C" or "-a" or "--unset" or "--chdir" or "--argv0" ? 1 : 0;
        }

        return false;
    }

    private static string NameOf(string program) => program[(program.LastIndexOf('/') + 1)..];

    private static int? ScriptOf(IReadOnlyList<string> line, int shell)
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
                // The name of an option follows, as in -o pipefail.
                index += option.AsSpan(1).ContainsAny('o', 'O') ? 1 : 0;
            }
        }

        return takesScript && index < line.Count ? index : null;
    }
}
