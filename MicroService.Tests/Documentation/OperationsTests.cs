using System.Text.Json.Nodes;
using MicroService.Tests.Conventions;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Documentation;

public sealed class OperationsTests
{
    [Fact]
    public async Task EverySettingThatIsRead_IsInTheTable()
    {
        await using var api = await ApiProcess.StartAsync();
        var settings = await api.Management.GetStringAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken);
        var operations = await File.ReadAllTextAsync(RepositoryRoot.Combine("docs", "operations.md"), TestContext.Current.CancellationToken);
        var keys = JsonNode.Parse(settings)!.AsArray().Select(setting => (string)setting!["key"]!).ToArray();

        Assert.NotEmpty(keys);
        Convention.Holds("docs/operations.md has every setting.", keys.Where(key => !operations.Contains($"`{key}`", StringComparison.Ordinal)));
    }
}
