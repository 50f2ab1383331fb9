using System.Globalization;

namespace MicroService.Advisor.Objects;

/// <summary>Says which of several something without a name is.</summary>
internal static class Ordinal
{
    private static readonly string[] Words = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"];

    /// <summary>The word for an index from 0: <c>first</c>, <c>second</c>, and numbers from eleven on.</summary>
    public static string Of(int index)
    {
        if (index < Words.Length)
        {
            return Words[index];
        }

        var number = index + 1;
        var end = number % 100 is 11 or 12 or 13 ? "th" : (number % 10) switch { 1 => "st", 2 => "nd", 3 => "rd", _ => "th" };
        return string.Create(CultureInfo.InvariantCulture, $"{number}{end}");
    }

    /// <summary>Which container it is that stands at an index of a pod's field.</summary>
    public static string Container(string field, int index) =>
        $"the {Of(index)} {field switch { "initContainers" => "init ", "ephemeralContainers" => "ephemeral ", _ => "" }}container";
}
