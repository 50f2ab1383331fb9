namespace MicroService.AppHost.Kubernetes.References;

/// <summary>Finds the script in a command line that starts a shell.</summary>
internal static class ShellCommand
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash", "zsh", "ksh"];

    // What starts the program behind it.
    private static readonly string[] Starters = ["env", "busybox", "exec", "tini", "dumb-init"];

    /// <summary>The index of the script that a shell gets with <c>-c</c>; -1 if no shell starts, or another script.</summary>
    public static int ScriptIndex(IReadOnlyList<string> line)
    {
        var index = 0;
        while (index < line.Count && Starters.Contains(NameOf(line[index])))
        {
            for (index++; index < line.Count && (line[index].StartsWith('-') || IsAssignment(line[index])); index++)
            {
            }
        }

        if (index == line.Count || !Shells.Contains(NameOf(line[index])))
        {
            return -1;
        }

        var takesScript = false;
        for (index++; index < line.Count && line[index] is ['-' or '+', ..] option; index++)
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
        }

        return takesScript && index < line.Count ? index : -1;
    }

    private static string NameOf(string program) => program[(program.LastIndexOf('/') + 1)..];

    private static bool IsAssignment(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && text.AsSpan(0, equals).IndexOfAnyExcept(VariableName.Characters) < 0;
}
