using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Tests.Advisor.Fixing;

/// <summary>What holds of fixing, whatever is fixed.</summary>
internal static class FixProperties
{
    public static void Hold(string text)
    {
        var file = Read(text);
        var isAccepted = !AuditIsDeterministic(file).Findings.Any(finding => finding.IsRefusal);
        foreach (var isUnsafe in new[] { false, true })
        {
            var settings = new FixSettings { Unsafe = isUnsafe };
            var result = new Fixer().Fix([file], settings);
            var printed = result.Files[0].Print();
            Assert.Empty(result.Remaining.Faults);
            Assert.DoesNotContain(result.Remaining.Findings, finding => finding.Fix is { } fix && (isUnsafe || fix.Safety == FixSafety.Safe));
            Assert.False(isAccepted && result.Remaining.Findings.Any(finding => finding.IsRefusal), $"The API server accepts it no longer:\n{printed}");
            GivenFileIsUntouched(file, text);
            OrderIsKept(file, result.Files[0]);
            SecondFixChangesNothing(printed, settings);
            PatchesLeadToTheSame(file, result);
        }
    }

    public static ManifestFile Read(string text)
    {
        var reading = new ManifestReader().Read("file.yaml", Encoding.UTF8.GetBytes(text));
        Assert.True(reading.Problems.Count == 0, string.Join('\n', reading.Problems) + "\n" + text);
        return reading.File!;
    }

    private static AuditReport AuditIsDeterministic(ManifestFile file)
    {
        var first = new Auditor().Audit([file], new AuditSettings());
        var second = new Auditor().Audit([file.Clone()], new AuditSettings());

        Assert.Empty(first.Faults);
        Assert.Equal(first.Findings.Select(finding => finding.ToString()), second.Findings.Select(finding => finding.ToString()));
        Assert.Equal(first.Score, second.Score);
        return first;
    }

    private static void GivenFileIsUntouched(ManifestFile file, string text) => Assert.Equal(text, file.Print());

    private static void SecondFixChangesNothing(string printed, FixSettings settings)
    {
        var again = new Fixer().Fix([Read(printed)], settings);

        Assert.Empty(again.Applied);
        Assert.Equal(printed, again.Files[0].Print());
    }

    // What is left of a mapping stands in its old order; objects stay in theirs.
    private static void OrderIsKept(ManifestFile before, ManifestFile after)
    {
        // What fixing adds comes behind; an object that it lost would let the next one stand in for it.
        KubernetesObject[] left = [.. Objects(before)];
        KubernetesObject[] right = [.. Objects(after).Take(left.Length)];
        Assert.Equal(left.Select(IdentityOf), right.Select(IdentityOf));
        for (var number = 0; number < left.Length; number++)
        {
            OrderIsKept(left[number].Root, right[number].Root);
        }
    }

    private static void OrderIsKept(Node before, Node after)
    {
        if (before is MappingNode left && after is MappingNode right)
        {
            var kept = left.Entries.Select(entry => entry.Key.Value).Where(key => right.FindWritten(key) is not null).ToList();
            Assert.Equal(kept, right.Entries.Select(entry => entry.Key.Value).Where(key => left.FindWritten(key) is not null));
            kept.ForEach(key => OrderIsKept(left[key]!, right[key]!));
        }
    }

    private static void PatchesLeadToTheSame(ManifestFile before, FixResult result)
    {
        var patched = Objects(before).ToDictionary(candidate => candidate.Root, candidate => JsonPatching.ToJson(candidate.Root));
        var made = new List<JsonNode?>();
        foreach (var patch in result.Patches())
        {
            if (patch.IsNew)
            {
                made.Add(JsonPatching.ToJson(patch.Object.Root));
            }
            else
            {
                patched[patch.Object.Root] = JsonPatching.Apply(patched[patch.Object.Root], patch.Operations);
            }
        }

        var expected = Objects(result.Files[0]).Select(candidate => JsonPatching.ToJson(candidate.Root)?.ToJsonString()).Order();
        Assert.Equal(expected, patched.Values.Concat(made).Select(node => node?.ToJsonString()).Order());
    }

    private static string IdentityOf(KubernetesObject candidate) => $"{candidate.Kind}/{candidate.Name}";

    private static IEnumerable<KubernetesObject> Objects(ManifestFile file) => ObjectGraph.ObjectsOf([file]);
}
