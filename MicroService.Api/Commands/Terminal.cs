using System.Text;
using MicroService.Api.Audits;

namespace MicroService.Api.Commands;

/// <summary>Where commands write to.</summary>
internal static class Terminal
{
    /// <summary>Colours if standard output is a terminal that has them and nobody asked for none (no-color.org).</summary>
    public static Palette Palette =>
        Console.IsOutputRedirected
        || Environment.GetEnvironmentVariable("NO_COLOR") is { Length: > 0 }
        || Environment.GetEnvironmentVariable("TERM") is null or "" or "dumb"
            ? Palette.Plain
            : Palette.Coloured;

    /// <summary>Standard output, buffered, in UTF-8, with line feeds alone.</summary>
    public static StreamWriter OpenOutput() =>
        new(Console.OpenStandardOutput(), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 32 * 1024) { NewLine = "\n" };
}
