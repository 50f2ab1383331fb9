using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace MicroService.Advisor.Reporting.Sarif;

/// <summary>
/// Tells findings apart by what they are about, never by line: an alert stays the same one when lines are added above it.
/// In GitHub's form, a hash and the number of its occurrence.
/// </summary>
internal sealed class SarifFingerprints
{
    private readonly Dictionary<string, int> _occurrences = new(StringComparer.Ordinal);

    /// <summary>The fingerprint of the next finding of the log.</summary>
    public string Of(AuditFinding finding)
    {
        var identity = string.Join('\n', finding.Rule, finding.Source, finding.Object.Kind, finding.Object.Namespace, finding.Object.Name, finding.Container, finding.Pointer);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(identity)).AsSpan(0, 8));
        var occurrence = _occurrences[hash] = _occurrences.GetValueOrDefault(hash) + 1;
        return string.Create(CultureInfo.InvariantCulture, $"{hash}:{occurrence}");
    }
}
