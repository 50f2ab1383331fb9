using MicroService.Advisor.Printing;
using MicroService.Advisor.Reporting;

namespace MicroService.Cli.Fixing;

/// <summary>Prints the difference between a file and its fixed form.</summary>
internal static class DiffText
{
    private const int HeaderLines = 2;

    public static void Write(TextWriter writer, string name, string before, string after, Palette palette)
    {
        foreach (var (index, line) in UnifiedDiff.Between(name, before, after).Index())
        {
            writer.WriteLine(index < HeaderLines ? palette.Bold(line) : Paint(line, palette));
        }
    }

    private static string Paint(string line, Palette palette) => line[0] switch
    {
        '@' => palette.Dim(line),
        '+' => palette.Added(line),
        '-' => palette.Removed(line),
        _ => line,
    };
}
