using MicroService.Advisor.Printing;
using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Fixing;

/// <summary>Prints the difference between a file and its fixed form.</summary>
internal static class DiffText
{
    private const int HeaderLines = 2;

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
            var line = index < HeaderLines ? VisibleText.Of(text) : VisibleText.OfLines(text);
            isExact &= line == text;
            writer.WriteLine(index < HeaderLines ? palette.Bold(line) : Paint(line, palette));
        }

        return isExact;
    }

    private static string Paint(string line, Palette palette) => line[0] switch
    {
        '@' => palette.Dim(line),
        '+' => palette.Added(line),
        '-' => palette.Removed(line),
        _ => line,
    };
}
