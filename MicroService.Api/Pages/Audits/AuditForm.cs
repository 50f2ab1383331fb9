using System.Text;

namespace MicroService.Api.Pages.Audits;

/// <summary>A file of a form, as it was written.</summary>
/// <param name="Name">Its name or path.</param>
/// <param name="Utf8">Its bytes.</param>
public sealed record FormFile(string Name, byte[] Utf8)
{
    /// <summary>The text.</summary>
    public string Text => Encoding.UTF8.GetString(Utf8);

    /// <summary>Whether lines end with CR LF. A browser cannot send back a mixture.</summary>
    public bool HasWindowsLines => Utf8.AsSpan().IndexOf("\r\n"u8) >= 0;

    /// <summary>Whether lines end with LF alone.</summary>
    public bool HasUnixLines => Utf8 is [(byte)'\n', ..] || Utf8.AsSpan().Count((byte)'\n') > Utf8.AsSpan().Count("\r\n"u8);
}

/// <summary>
/// What a form asks for. All that the page knows is in the form: the files as they came, and the fixes that were taken. So any replica answers it,
/// and taking a fix back is to leave it out.
/// </summary>
public sealed record AuditForm
{
    /// <summary>Stands for all safe fixes among those taken.</summary>
    public const string Safe = "safe";

    /// <summary>The files, as they came.</summary>
    public required IReadOnlyList<FormFile> Files { get; init; }

    /// <summary>What the history calls the audit.</summary>
    public required string Name { get; init; }

    /// <summary>Whether the files are a part of an application.</summary>
    public bool IsPartial { get; init; }

    /// <summary>The fingerprints of the findings whose fixes are taken, and <see cref="Safe"/>.</summary>
    public required IReadOnlyList<string> Taken { get; init; }

    /// <summary>What is asked for.</summary>
    public AuditAction Action { get; init; }

    /// <summary>What was left out, and why.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>What a form asks for.</summary>
public enum AuditAction
{
    /// <summary>Audit the files and keep the audit.</summary>
    Audit,

    /// <summary>Show them with the fixes that are taken.</summary>
    Fix,

    /// <summary>Change the text by hand.</summary>
    Edit,

    /// <summary>Give the files back.</summary>
    Download,

    /// <summary>Give the patches.</summary>
    Patch,
}
