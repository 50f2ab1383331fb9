namespace MicroService.Api.Pages.Audits;

/// <summary>The form to begin with.</summary>
/// <param name="Name">The name of the text; empty for none.</param>
/// <param name="Text">The text to begin with; empty for none.</param>
/// <param name="MaxBytes">The most bytes of a form.</param>
public sealed record StartView(string Name, string Text, int MaxBytes)
{
    /// <summary>The limit, in words.</summary>
    public string Limit => MaxBytes >= 1024 * 1024 ? $"{MaxBytes / 1024 / 1024} MiB" : $"{MaxBytes / 1024} KiB";
}
