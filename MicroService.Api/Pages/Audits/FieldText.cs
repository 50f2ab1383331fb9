using Microsoft.AspNetCore.Html;

namespace MicroService.Api.Pages.Audits;

/// <summary>
/// The text of a field, for which a browser sends the same text back. Only what HTML needs is escaped: an encoder writes a line end in five
/// bytes, and U+0085 as a reference that HTML reads as another character.
/// </summary>
internal static class FieldText
{
    /// <summary>The text as HTML.</summary>
    public static HtmlString Of(string text) => new(text
        .Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("\r", "&#xD;", StringComparison.Ordinal));
}
