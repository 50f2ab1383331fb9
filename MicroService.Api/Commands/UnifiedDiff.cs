using DiffPlex.Renderer;
using MicroService.Api.Audits;

namespace MicroService.Api.Commands;

/// <summary>The difference between a file and its fixed form, as <c>patch</c> and <c>git apply</c> take it.</summary>
internal static class UnifiedDiff
{
    public static void Write(TextWriter writer, string name, string before, string after, Palette palette)
    {
        if (before == after)
        {
            return;
        }

        foreach (var line in UnidiffRenderer.GenerateUnidiff(before, after, $"a/{name}", $"b/{name}").ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            writer.WriteLine(line switch
            {
                ['+', ..] => palette.Added(line),
                ['-', ..] => palette.Removed(line),
                ['@', ..] => palette.Dim(line),
                _ => line,
            });
        }
    }
}
