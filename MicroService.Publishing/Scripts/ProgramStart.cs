using MicroService.Publishing.References;

namespace MicroService.Publishing.Scripts;

/// <summary>Where in a command line the program stands that all before it is there to start, and what becomes of the variables on the way.</summary>
/// <param name="Index">The program's index; the line's length if it has none.</param>
/// <param name="HidesAll">Whether it gets none of the container's variables.</param>
/// <param name="Hidden">Those that it does not get.</param>
/// <param name="Split">The index of the word that <c>env -S</c> takes apart, with quotes and variables of its own; -1 if there is none. The program is in there.</param>
internal sealed record ProgramStart(int Index, bool HidesAll, IReadOnlyList<string> Hidden, int Split)
{
    /// <summary>What of that word is taken apart.</summary>
    public string SplitText { get; private init; } = string.Empty;

    public static ProgramStart Of(IReadOnlyList<string> line)
    {
        var (index, hidesAll, hidden) = (0, false, new List<string>());
        while (index < line.Count && ShellStarter.Of(line[index]) is { } starter)
        {
            var (words, hasOptions) = (starter.Words, true);
            for (index++; index < line.Count; index++)
            {
                var word = line[index];
                if (!hasOptions || !word.StartsWith('-'))
                {
                    if (!IsAssignment(word) && words-- == 0)
                    {
                        break;
                    }

                    continue;
                }

                hasOptions = word != "--";
                var (flags, option, value) = starter.Read(word);
                index += value is null && index + 1 < line.Count ? 1 : 0;
                if (starter.Name != ShellStarter.Environment)
                {
                    continue;
                }

                hidesAll |= word == "-" || option == "--ignore-environment" || flags.Contains('i', StringComparison.Ordinal);
                if (option is "S" or "--split-string")
                {
                    return new ProgramStart(index + 1, hidesAll, hidden, index) { SplitText = value ?? line[index] };
                }

                if (option is "u" or "--unset")
                {
                    hidden.Add(value ?? line[index]);
                }
            }
        }

        return new ProgramStart(index, hidesAll, hidden, Split: -1);
    }

    private static bool IsAssignment(string text) =>
        text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && text.AsSpan(0, equals).IndexOfAnyExcept(VariableName.Characters) < 0;
}
