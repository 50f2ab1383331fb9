using System.Globalization;
using System.Text;

namespace MicroService.Advisor.Manifests;

/// <summary>Characters that show nothing, or that move what is shown.</summary>
internal static class HiddenCharacters
{
    /// <summary>
    /// True for control and format characters and for those without a meaning: bidirectional marks, zero-width spaces, tags (Unicode, general
    /// categories C, Zl and Zp).
    /// </summary>
    public static bool Has(Rune rune) => Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.Surrogate or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    /// <summary>True if a text has one of them.</summary>
    public static bool In(ReadOnlySpan<char> text)
    {
        if (text.IndexOfAnyExceptInRange(' ', '~') < 0)
        {
            return false;
        }

        foreach (var rune in text.EnumerateRunes())
        {
            if (Has(rune))
            {
                return true;
            }
        }

        return false;
    }
}
