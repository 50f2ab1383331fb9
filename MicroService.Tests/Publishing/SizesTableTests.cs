using MicroService.Publishing.Settings;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Publishing;

public sealed class SizesTableTests
{
    public static TheoryData<string> Workloads => ["api", "postgres", "cache"];

    [Theory]
    [MemberData(nameof(Workloads))]
    public void RowOfOperations_SaysWhatIsPublished(string workload)
    {
        var variants = OwnPublication.Value.Variants.Select(variant => variant.Model.Workloads.Single(candidate => candidate.Name == workload)).ToList();
        string Each(Func<WorkloadSettings, string> value) => string.Join(", ", variants.Select(variant => value(variant.Settings)));
        var pods = variants[0].Kind == WorkloadKind.StatefulSet ? "1" : Each(settings => $"{settings.MinReplicas}–{settings.MaxReplicas}");

        Assert.Contains(
            File.ReadAllLines(RepositoryRoot.Combine("docs", "operations.md")),
            line => line.StartsWith($"| `{workload}` | {Each(settings => settings.Cpu!)} | {Each(settings => settings.Memory!)} | {pods} |", StringComparison.Ordinal));
    }
}
