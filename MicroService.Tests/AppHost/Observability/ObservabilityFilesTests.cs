using MicroService.Publishing.Layout;
using MicroService.AppHost.Observability;
using MicroService.Tests.Golden;

namespace MicroService.Tests.AppHost.Observability;

public sealed class ObservabilityFilesTests
{
    private static readonly IReadOnlyList<ObservabilityFile> Files = ObservabilityFiles.Generate(RuleSettings.Default, GeneratedMark.For("aspire-manifest.json"));

    public static TheoryData<string> Paths => [.. Files.Select(file => file.Path)];

    [Theory]
    [MemberData(nameof(Paths))]
    public void CommittedFile_IsWhatTheDescriptionComesTo(string path) =>
        GoldenFile.Matches($"deploy/{path}", Files.Single(file => file.Path == path).Content);
}
