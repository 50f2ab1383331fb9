using System.Text.Encodings.Web;
using System.Text.Json;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Reporting;

/// <summary>
/// Audits as a Code Quality report, which GitLab shows in merge requests (docs.gitlab.com, "Code Quality report format").
/// </summary>
/// <remarks>GitLab compares the reports of two branches by their fingerprints, so all findings are in it, known ones as well.</remarks>
public static class GitLabReport
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true, NewLine = "\n" };

    /// <summary>The report, JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(AuditDocument audit) => LongJson.Whole(output => Write(output, audit));

    /// <summary>Writes the report piece by piece.</summary>
    public static void Write(Stream output, AuditDocument audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartArray();
        foreach (var finding in audit.Findings)
        {
            Write(writer, finding);
            writer.FlushLong();
        }

        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, AuditFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteString("description"u8, finding.Container is null
            ? $"{finding.Object}: {finding.Message}"
            : $"{finding.Object}, container {finding.Container}: {finding.Message}");
        writer.WriteString("check_name"u8, finding.Rule);
        writer.WriteString("fingerprint"u8, finding.Fingerprint);
        writer.WriteString("severity"u8, SeverityOf(finding));
        writer.WriteStartObject("location"u8);
        writer.WriteString("path"u8, RelativePath.Of(finding.Source));
        writer.WriteStartObject("lines"u8);
        writer.WriteNumber("begin"u8, Math.Max(1, finding.Line));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    // What the API server refuses can't be deployed at all.
    private static string SeverityOf(AuditFinding finding) => finding.Severity switch
    {
        Severity.Danger => finding.Category == RuleCategory.Validity ? "blocker" : "critical",
        Severity.Warning => "major",
        _ => "minor",
    };
}
