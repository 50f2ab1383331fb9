using MicroService.Advisor.Printing;
using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Fixing;

/// <summary>Prints the difference between a file and its fixed form.</summary>
internal static class DiffText
{
    /// <summary>What to say of a difference that no program can apply.</summary>
    public const string NotExact = "The diff shows invisible characters as escapes, so no program can apply it; use --write.";

    private const int HeaderLines = 2;
    private const char ByteOrderMark = '\uFEFF';

    /// <summary>Writes the difference; nothing if there is none.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">The file's name.</param>
    /// <param name="before">The file's text.</param>
    /// <param name="after">Its fixed text.</param>
    /// <param name="palette">The colours.</param>
    /// <returns>False if hidden characters are written as escapes, so that no program can apply the difference.</returns>
    public static bool Write(TextWriter writer, string name, string before, string after, Palette palette)
    {
        var isExact = true;
        foreach (var (index, text) in UnifiedDiff.Between(name, before, after).Index())
        {
            var line = index < HeaderLines ? VisibleText.Of(text) : Visible(text);
            isExact &= line == text;
            writer.WriteLine(index < HeaderLines ? palette.Bold(line) : Paint(line, palette));
        }

        return isExact;
    }

    // The byte order mark at the start of a file is no text.
    private static string Visible(string line) =>
        line.Length > 1 && line[1] == ByteOrderMark ? line[..2] + VisibleText.OfLines(line[2..]) : VisibleText.OfLines(line);

    private static string Paint(string line, Palette palette) => line[0] switch
    {
        '@' => palette.Dim(line),
        '+' => palette.Added(line),
        '-' => palette.Removed(line),
        _ => line,
    };
}
