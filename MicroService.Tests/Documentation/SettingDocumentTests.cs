using System.Text.Json.Nodes;
using MicroService.Tests.Conventions;
using MicroService.Tests.Golden;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Documentation;

public sealed class SettingDocumentTests
{
    [Fact]
    public async Task Document_IsWhatTheApiReads()
    {
        var settings = await SettingsAsync();
        Convention.Holds(
            "Every setting says what it means, in the first sentence about its property.",
            settings.Where(setting => SettingDocument.Meaning(setting!).Length == 0).Select(setting => (string)setting!["key"]!));

        GoldenFile.Matches("docs/configuration.md", SettingDocument.Render(settings));
    }

    [Fact]
    public async Task EveryPropertyOfOptions_IsASetting()
    {
        var keys = (await SettingsAsync()).Select(setting => (string)setting!["key"]!).ToArray();

        Convention.Holds("Every property of options is read through the reader under its name.", SettingMeanings.Properties.Except(keys));
    }

    // One row for each section of keys that cannot be listed; with every dependency that has settings of its own.
    private static async Task<JsonArray> SettingsAsync()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["ConnectionStrings__cache"] = "127.0.0.1:1",
            ["Authentication__Authority"] = "https://127.0.0.1:1",
            ["services__api__http__0"] = "http://127.0.0.1:1",
        });
        var settings = JsonNode.Parse(await api.Management.GetStringAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken))!.AsArray();
        return [.. settings.Select(setting => setting!.DeepClone()).DistinctBy(SettingDocument.Key)];
    }
}
