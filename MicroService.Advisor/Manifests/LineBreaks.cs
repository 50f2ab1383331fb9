using System.Buffers;

namespace MicroService.Advisor.Manifests;

/// <summary>Counts lines as the reader of YAML does, so that positions stay right where a text is cut at line feeds.</summary>
public static class LineBreaks
{
    private static readonly SearchValues<byte> Rare = SearchValues.Create([(byte)'\r', 0xC2, 0xE2]);

    /// <summary>
    /// The breaks in a line with its line feed: that one, carriage returns that stand alone, and those of Unicode (YAML 1.1 §5.4).
    /// </summary>
    public static int Count(ReadOnlySpan<byte> line)
    {
        var count = line is [.., (byte)'\n'] ? 1 : 0;
        for (int next; (next = line.IndexOfAny(Rare)) >= 0;)
        {
            line = line[next..];
            count += line switch
            {
                [(byte)'\r', (byte)'\n', ..] => 0,
                [(byte)'\r', ..] => 1,
                [0xC2, 0x85, ..] => 1,
                [0xE2, 0x80, 0xA8 or 0xA9, ..] => 1,
                _ => 0,
            };
            line = line[1..];
        }

        return count;
    }
}
