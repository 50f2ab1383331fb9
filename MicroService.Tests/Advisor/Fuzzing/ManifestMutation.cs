using System.Text;

namespace MicroService.Tests.Advisor.Fuzzing;

/// <summary>Breaks a manifest in ways that people and attackers do: cut, doubled, swapped, re-indented, replaced by hostile pieces.</summary>
internal static class ManifestMutation
{
    private static readonly string[] Pieces =
    [
        "null", "[]", "{}", "-1", "99999999999999999999", "1e999", "\"\"", "*x", "&x ", "<<: ", "!!binary ", "{{ .Values.x }}", "\t", "\0", "\uFEFF",
        "---\n", "...\n", "- - - ", "? ", "| ", ">-\n", "'", "\"", "#", "%YAML 1.2\n", "[[[[[[[[", "name: name\n", "0x", "yes", "\r\n", "\r", "  ", "あ", "𝔘",
    ];

    public static byte[] Apply(byte[] original, Random random)
    {
        var bytes = original.ToList();
        for (var left = random.Next(1, 6); left > 0; left--)
        {
            Step(bytes, random);
        }

        return [.. bytes];
    }

    private static void Step(List<byte> bytes, Random random)
    {
        var at = random.Next(bytes.Count + 1);
        switch (random.Next(8))
        {
            case 0:
                bytes.RemoveRange(at, Math.Min(random.Next(1, 60), bytes.Count - at));
                break;
            case 1:
                bytes.InsertRange(at, Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]));
                break;
            case 2 when at < bytes.Count:
                bytes[at] = (byte)random.Next(256);
                break;
            case 3:
                bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                break;
            case 4:
                bytes.RemoveRange(at, random.Next(20) == 0 ? bytes.Count - at : 0);
                break;
            default:
                MutateLine(bytes, random);
                break;
        }
    }

    private static void MutateLine(List<byte> bytes, Random random)
    {
        var lines = Encoding.Latin1.GetString([.. bytes]).Split('\n').ToList();
        var at = random.Next(lines.Count);
        var colon = lines[at].IndexOf(':', StringComparison.Ordinal);
        switch (random.Next(5))
        {
            case 0:
                lines.RemoveAt(at);
                break;
            case 1:
                lines.Insert(at, lines[random.Next(lines.Count)]);
                break;
            case 2:
                lines[at] = "  " + lines[at];
                break;
            case 3 when colon >= 0:
                lines[at] = $"{lines[at][..colon]}: {Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(Pieces[random.Next(Pieces.Length)]))}";
                break;
            default:
                var other = random.Next(lines.Count);
                (lines[at], lines[other]) = (lines[other], lines[at]);
                break;
        }

        bytes.Clear();
        bytes.AddRange(Encoding.Latin1.GetBytes(string.Join('\n', lines)));
    }
}
