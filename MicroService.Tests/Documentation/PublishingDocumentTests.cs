using System.Text.RegularExpressions;
using MicroService.Publishing.Settings;
using MicroService.Tests.Conventions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Documentation;

public sealed partial class PublishingDocumentTests
{
    [Theory]
    [InlineData(typeof(KubernetesOptions))]
    [InlineData(typeof(WorkloadSettings))]
    public void EverySetting_HasARow(Type type)
    {
        var rows = File.ReadAllLines(RepositoryRoot.Combine("docs", "publishing.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
            .SelectMany(line => Key().Matches(line.Split('|')[1]).Select(match => match.Groups[1].Value))
            .ToHashSet(StringComparer.Ordinal);

        Convention.Holds("Every setting of publishing is in docs/publishing.md.", type.GetProperties().Select(property => property.Name).Where(name => !rows.Contains(name)));
    }

    [GeneratedRegex("`([A-Za-z]+)(:<name>)?`")]
    private static partial Regex Key();
}
