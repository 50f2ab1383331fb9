using MicroService.Advisor.Rules;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing;

/// <summary>The findings that a person decides about, in as few lines as there are decisions.</summary>
internal static class ReviewLines
{
    private const string Digest = "image-digest";
    private const string SecretVariables = "secret-as-environment";

    // Each is open only because the image is unknown, and a User of its own decides about all of them.
    private static readonly string[] OfUnknownImages = ["run-as-non-root", "capabilities", "privilege-escalation", "read-only-root-filesystem"];

    public static IEnumerable<string> Of(IReadOnlyList<Finding> findings)
    {
        var rest = findings.ToList();
        var unknown = Taken(rest, finding => OfUnknownImages.Contains(finding.RuleId) && finding.Objection is null);
        foreach (var alike in unknown.GroupBy(finding => finding.Object.ToString()).GroupBy(found => string.Join(", ", found.Select(finding => finding.RuleId).Distinct().Order(StringComparer.Ordinal))))
        {
            var open = alike.SelectMany(found => found).ToList();
            if (alike.Key.Contains(',', StringComparison.Ordinal))
            {
                yield return $"{Objects(open)}: Nothing is known of the image that would let it run with less: as another user than root, without capabilities and privileges to gain, or without writing to its root file system. [{alike.Key}]";
            }
            else
            {
                rest.AddRange(open);
            }
        }

        if (Taken(rest, finding => finding.RuleId == Digest) is { Count: > 0 } tagged)
        {
            yield return $"{Objects(tagged)}: The image is named by its tag alone, which can be pushed again. [{Digest}]";
        }

        if (Taken(rest, finding => finding.RuleId == SecretVariables) is { Count: > 0 } variables)
        {
            yield return $"{NameList.Of(variables.Select(finding => $"{finding.Object} ({string.Join(", ", finding.Names)})").Distinct())}: The container reads secrets from its environment, where they cannot rotate. [{SecretVariables}]";
        }

        foreach (var alike in rest.GroupBy(finding => (finding.Message, finding.RuleId)))
        {
            yield return $"{Objects(alike)}: {alike.Key.Message} [{alike.Key.RuleId}]";
        }
    }

    private static List<Finding> Taken(List<Finding> findings, Func<Finding, bool> isMeant)
    {
        var taken = findings.Where(isMeant).ToList();
        findings.RemoveAll(finding => isMeant(finding));
        return taken;
    }

    private static string Objects(IEnumerable<Finding> findings) => NameList.Of(findings.Select(finding => finding.Object.ToString()).Distinct());
}
