using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;

namespace MicroService.Advisor.Reporting.Sarif;

/// <summary>
/// Audits as SARIF 2.1.0, with the properties that GitHub code scanning reads (docs.github.com, "SARIF support for code scanning").
/// </summary>
public static class SarifReport
{
    private const string Schema = "https://json.schemastore.org/sarif-2.1.0.json";
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The log, JSON in UTF-8.</summary>
    public static ReadOnlyMemory<byte> Write(AuditDocument audit) => LongJson.Whole(output => Write(output, audit));

    /// <summary>Writes the log piece by piece.</summary>
    public static void Write(Stream output, AuditDocument audit)
    {
        ArgumentNullException.ThrowIfNull(audit);
        using var writer = new Utf8JsonWriter(output, Options);
        writer.WriteStartObject();
        writer.WriteString("$schema"u8, Schema);
        writer.WriteString("version"u8, "2.1.0"u8);
        writer.WriteStartArray("runs"u8);
        WriteRun(writer, audit);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteRun(Utf8JsonWriter writer, AuditDocument audit)
    {
        string[] rules = [.. audit.Findings.Concat(audit.Suppressed).Select(finding => finding.Rule).Distinct(StringComparer.Ordinal)];
        writer.WriteStartObject();
        writer.WriteStartObject("tool"u8);
        writer.WriteStartObject("driver"u8);
        writer.WriteString("name"u8, "MicroService advisor"u8);
        writer.WriteString("semanticVersion"u8, RuleVersion.Current);
        writer.WriteStartArray("rules"u8);
        foreach (var rule in rules)
        {
            SarifRule.Write(writer, rule);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartObject("automationDetails"u8);
        writer.WriteString("id"u8, "microservice-advisor/"u8);
        writer.WriteEndObject();
        writer.WriteString("columnKind"u8, "utf16CodeUnits"u8);
        writer.WriteStartArray("results"u8);
        foreach (var finding in audit.Findings)
        {
            WriteResult(writer, finding, rules, isSuppressed: false);
            writer.FlushLong();
        }

        foreach (var finding in audit.Suppressed)
        {
            WriteResult(writer, finding, rules, isSuppressed: true);
            writer.FlushLong();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static void WriteResult(Utf8JsonWriter writer, AuditFinding finding, string[] rules, bool isSuppressed)
    {
        writer.WriteStartObject();
        writer.WriteString("ruleId"u8, finding.Rule);
        writer.WriteNumber("ruleIndex"u8, Array.IndexOf(rules, finding.Rule));
        writer.WriteString("level"u8, SarifRule.Level(finding.Severity));
        writer.WriteStartObject("message"u8);
        writer.WriteString("text"u8, Message(finding));
        writer.WriteEndObject();
        writer.WriteStartArray("locations"u8);
        WriteLocation(writer, finding);
        writer.WriteEndArray();
        if (finding.Fingerprint is { } fingerprint)
        {
            writer.WriteStartObject("partialFingerprints"u8);
            writer.WriteString("primaryLocationLineHash"u8, fingerprint);
            writer.WriteEndObject();
        }

        if (finding.IsNew is { } isNew)
        {
            writer.WriteString("baselineState"u8, isNew ? "new"u8 : "unchanged"u8);
        }

        if (finding.Category is { } category)
        {
            writer.WriteStartObject("properties"u8);
            writer.WriteString("category"u8, SarifRule.Category(category));
            writer.WriteEndObject();
        }

        if (isSuppressed)
        {
            writer.WriteStartArray("suppressions"u8);
            writer.WriteStartObject();
            writer.WriteString("kind"u8, finding.SuppressedBy == SuppressionSource.Settings ? "external"u8 : "inSource"u8);
            writer.WriteString("justification"u8, finding.Reason ?? "Accepted without a reason.");
            writer.WriteEndObject();
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteLocation(Utf8JsonWriter writer, AuditFinding finding)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("physicalLocation"u8);
        writer.WriteStartObject("artifactLocation"u8);
        writer.WriteString("uri"u8, SarifUri.Of(finding.Source));
        writer.WriteEndObject();
        writer.WriteStartObject("region"u8);
        writer.WriteNumber("startLine"u8, Math.Max(1, finding.Line));
        writer.WriteNumber("startColumn"u8, Math.Max(1, finding.Column));
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteStartArray("logicalLocations"u8);
        writer.WriteStartObject();
        writer.WriteString("fullyQualifiedName"u8, finding.Container is null ? $"{finding.Object}" : $"{finding.Object}/{finding.Container}");
        writer.WriteString("kind"u8, "object"u8);
        writer.WriteEndObject();
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static string Message(AuditFinding finding)
    {
        var subject = finding.Container switch
        {
            null => $"{finding.Object}",
            "" => $"{finding.Object}, {VisibleText.Container(finding.Container, finding.Pointer)}",
            _ => $"{finding.Object}, container {finding.Container}",
        };
        return VisibleText.Of(finding.Fix switch
        {
            null => string.Create(CultureInfo.InvariantCulture, $"{subject}: {finding.Message}"),
            { Safety: FixSafety.Safe } fix => $"{subject}: {finding.Message} A safe fix is known: {fix.Description}.",
            { } fix => $"{subject}: {finding.Message} A fix to be reviewed is known: {fix.Description}.",
        });
    }
}
