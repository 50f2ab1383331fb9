using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>Colours for a terminal, or none.</summary>
public sealed class Palette
{
    private const string Reset = "\e[0m";
    private readonly bool _isColoured;

    private Palette(bool isColoured) => _isColoured = isColoured;

    /// <summary>No colours: for files, pipes and HTTP.</summary>
    public static Palette Plain { get; } = new(isColoured: false);

    /// <summary>ANSI colours.</summary>
    public static Palette Coloured { get; } = new(isColoured: true);

    /// <summary>Headings.</summary>
    public string Bold(string text) => Paint("\e[1m", text);

    /// <summary>What can be skipped.</summary>
    public string Dim(string text) => Paint("\e[2m", text);

    /// <summary>In the colour of a severity.</summary>
    public string Of(Severity severity, string text) => Paint(severity switch { Severity.Danger => "\e[31m", Severity.Warning => "\e[33m", _ => "\e[36m" }, text);

    /// <summary>In the colour of a grade.</summary>
    public string OfGrade(string grade, string text) => Paint(grade switch { "A" or "B" => "\e[32m", "C" or "D" => "\e[33m", _ => "\e[31m" }, text);

    /// <summary>A line that a diff adds.</summary>
    public string Added(string text) => Paint("\e[32m", text);

    /// <summary>A line that a diff removes.</summary>
    public string Removed(string text) => Paint("\e[31m", text);

    private string Paint(string colour, string text) => _isColoured && text.Length > 0 ? colour + text + Reset : text;
}
