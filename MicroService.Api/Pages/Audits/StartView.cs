namespace MicroService.Api.Pages.Audits;

/// <summary>The form to begin with.</summary>
/// <param name="MaxBytes">The most bytes of a form.</param>
/// <param name="File">The file to go on with; null for none.</param>
/// <param name="Name">What the history calls the audit; empty for the name of the file.</param>
/// <param name="IsPartial">Whether the file is a part of an application.</param>
public sealed record StartView(int MaxBytes, FormFile? File = null, string Name = "", bool IsPartial = false)
{
    /// <summary>The limit, in words.</summary>
    public string Limit => MaxBytes >= 1024 * 1024 ? $"{MaxBytes / 1024 / 1024} MiB" : $"{MaxBytes / 1024} KiB";
}
