using System.Buffers;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Objects;

/// <summary>A command that was written as a single text, as a shell would take it: the kubelet starts programs without one.</summary>
internal static class CommandWords
{
    private const int Longest = 60;

    private static readonly SearchValues<char> OfShell = SearchValues.Create("\"'\\`$&|;<>*?(){}#~\n");

    /// <summary>True if the text has several words.</summary>
    public static bool Are(string text) => text.AsSpan().Trim().ContainsAny(' ', '\t', '\n');

    /// <summary>
    /// The list to write instead: an item for each word, or a shell with the text as its script where the words can't be told or the text
    /// uses what only a shell knows.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isProgram">True if it begins with the program, as a command does and arguments do not.</param>
    public static string List(string text, bool isProgram)
    {
        var cut = text.Trim();
        return !cut.AsSpan().ContainsAny(OfShell) && cut.Length <= Longest
            ? $"[{string.Join(", ", cut.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(word => $"\"{word}\""))}]"
            : isProgram ? """["sh", "-c", "…"], with the text as the last item"""
            : "an item for each argument";
    }

    /// <summary>The list to write for a scalar where a list of texts is asked for, with a word each in a command line.</summary>
    public static string ListFor(ScalarNode scalar)
    {
        var field = scalar.Parent is MappingNode owner ? owner.KeyOf(scalar) : "";
        return field is "command" or "args" && Are(scalar.Value)
            ? List(scalar.Value, isProgram: field == "command")
            : $"[{Wording.Quote(Wording.Cut(scalar.Value, 40))}]";
    }
}
