using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Reporting;

/// <summary>The JSON contracts of reports and of the catalog, source-generated.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(CategoryConverter), typeof(SeverityConverter), typeof(SafetyConverter), typeof(LevelConverter), typeof(SourceConverter), typeof(ChangeConverter),
    ])]
[JsonSerializable(typeof(AuditDocument))]
[JsonSerializable(typeof(BaselineEntry))]
[JsonSerializable(typeof(RuleDocument))]
[JsonSerializable(typeof(RuleList))]
[JsonSerializable(typeof(IReadOnlyList<RuleDocument>))]
public sealed partial class ReportJson : JsonSerializerContext
{
    /// <summary>Leaves quotes and non-ASCII letters unescaped: reports are never embedded in HTML.</summary>
    public static ReportJson Readable => field ??= new(new JsonSerializerOptions(Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });

    /// <summary>Categories in kebab case.</summary>
    public sealed class CategoryConverter() : JsonStringEnumConverter<RuleCategory>(JsonNamingPolicy.KebabCaseLower);

    /// <summary>Severities in lower case.</summary>
    public sealed class SeverityConverter() : JsonStringEnumConverter<Severity>(JsonNamingPolicy.KebabCaseLower);

    /// <summary>Levels of the Pod Security Standards in lower case.</summary>
    public sealed class LevelConverter() : JsonStringEnumConverter<PodSecurityLevel>(JsonNamingPolicy.KebabCaseLower);

    /// <summary>Where a finding is accepted, in kebab case.</summary>
    public sealed class SourceConverter() : JsonStringEnumConverter<SuppressionSource>(JsonNamingPolicy.KebabCaseLower);

    /// <summary>How an object differs, in lower case.</summary>
    public sealed class ChangeConverter() : JsonStringEnumConverter<ObjectChangeKind>(JsonNamingPolicy.KebabCaseLower);

    /// <summary>Whether a fix is safe, in lower case.</summary>
    public sealed class SafetyConverter() : JsonStringEnumConverter<FixSafety>(JsonNamingPolicy.KebabCaseLower);
}
