using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using MicroService.Publishing;
using MicroService.Publishing.AppModel;
using MicroService.Tests.Corpora;
using MicroService.Tests.Kustomize;
using MicroService.Tests.Publishing.Kustomize;

namespace MicroService.Tests.Publishing;

/// <summary>Every public manifest is published, or refused for a reason that is stated.</summary>
public sealed partial class CorpusPublicationTests
{
    private const string Planted = "Planted-4711";

    // The reason each is refused for, as its message states it.
    private static readonly Dictionary<string, string> Refused = new()
    {
        ["CustomResources"] = "nothing that a cluster could run",
        ["HealthChecks"] = "nothing that a cluster could run",
        ["webpubsub"] = "Not valid JSON",
    };

    private const string Settings = """
        {
          "Kubernetes": {
            "Application": "shop",
            "Overlays": {
              "dev": { "Defaults": { "MinReplicas": 1, "MaxReplicas": 1, "Memory": "200Mi" } },
              "prod": { "Defaults": { "Cpu": "1", "MaxReplicas": 9, "TargetRequests": 20 } }
            }
          }
        }
        """;

    private static readonly ConcurrentDictionary<string, IReadOnlyDictionary<string, string>> Outcomes = [];

    public static TheoryData<string> Published => [.. Corpus.Files("aspire-manifests", "*.json").Where(path => !Refused.ContainsKey(Path.GetFileNameWithoutExtension(path)))];

    public static TheoryData<string> NotPublished => [.. Refused.Keys.Select(name => $"aspire-manifests/{name}.json")];

    [Theory]
    [MemberData(nameof(NotPublished))]
    public void ManifestWithNothingToRun_IsRefusedForThatReason(string path)
    {
        using var folder = PublishFolder.CopyOf(Corpus.File(path));

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.Equal(PublishExitCodes.BadInput, run.ExitCode);
        Assert.Contains(Refused[Path.GetFileNameWithoutExtension(path)], run.Error, StringComparison.Ordinal);
        Assert.Empty(folder.Files());
    }

    [Theory]
    [MemberData(nameof(Published))]
    public async Task PublishedFolders_RenderToStrictObjects(string path)
    {
        using var folder = Publish(path);
        var options = new PublishOptions(folder.Manifest, folder.Output) { SettingsFile = folder.Path("k.json") };
        var publication = Publisher.Publish(AppManifestReader.ReadFile(folder.Manifest).Manifest, PublishSettings.Read(options, new Dictionary<string, string>()).Options, options, _ => { });

        foreach (var variant in publication.Variants)
        {
            var rendered = await KubectlProgram.RenderAsync(variant.IsBase ? folder.Path("deploy", "base") : folder.Path("deploy", "overlays", variant.Name));
            ExpectedObjects.AreAllOf(rendered, variant);
            Assert.All(rendered.Documents, document => Assert.Null(StrictTypes.Problem(document.Root!)));
        }
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void PublishedFiles_HoldNoReference(string path)
    {
        using var folder = Publish(path);
        var resources = AppManifestReader.ReadFile(Corpus.File(path)).Manifest.Resources.Select(resource => resource.Name).ToHashSet(StringComparer.Ordinal);

        var left = from file in folder.Files()
                   from Match match in Reference().Matches(file.Value)
                   where resources.Contains(match.Groups["resource"].Value)
                   select $"{file.Key}: {match.Value}";

        Assert.Empty(left);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public void PublishingAgain_ChangesNothing(string path)
    {
        using var folder = Publish(path);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json"), Action = PublishAction.Compare });

        Assert.True(run.ExitCode == 0, run.Output);
    }

    [Theory]
    [MemberData(nameof(Published))]
    public async Task ResolvedSecrets_RenderAndAreNowhereElse(string path)
    {
        using var folder = Publish(path);
        var parameters = AppManifestReader.ReadFile(Corpus.File(path)).Manifest.Resources.OfType<ParameterResource>()
            .SelectMany(parameter => parameter.Inputs.Where(input => input.Secret || input.Default is null)
                .Select(input => $"Parameters__{(input.Name == "value" ? parameter.Name : $"{parameter.Name}.{input.Name}")}"))
            .ToDictionary(name => name, _ => Planted);
        FillInByHand(folder);

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json"), Resolve = true }, parameters);

        Assert.True(run.ExitCode == 0, run.ToString());
        Assert.DoesNotContain(Planted, run.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(folder.Files(), file => file.Value.Contains(Planted, StringComparison.Ordinal) && !file.Key.EndsWith(".env", StringComparison.Ordinal) && file.Key != "secrets/parameters.json");
        if (Directory.Exists(folder.Path("deploy", "secrets")))
        {
            Assert.NotEmpty((await KubectlProgram.RenderAsync(folder.Path("deploy", "secrets"))).Documents);
        }
    }

    // Each manifest is published once; a test gets a copy of what came out.
    private static PublishFolder Publish(string path)
    {
        var folder = PublishFolder.CopyOf(Corpus.File(path));
        File.WriteAllText(folder.Path("k.json"), Settings);
        if (Outcomes.TryGetValue(path, out var files))
        {
            folder.Write(files);
            return folder;
        }

        var run = PublishRun.Of(folder.Manifest, folder.Output, options => options with { SettingsFile = folder.Path("k.json") });
        Assert.True(run.ExitCode == 0, run.ToString());
        Outcomes[path] = folder.Files();
        return folder;
    }

    // What only a person knows; the rest is computed over it.
    private static void FillInByHand(PublishFolder folder)
    {
        foreach (var (path, content) in folder.Files().Where(file => file.Key.EndsWith(".env.example", StringComparison.Ordinal)))
        {
            File.WriteAllText(folder.Path("deploy", path[..^".example".Length]), content.Replace("=\n", "=by hand\n", StringComparison.Ordinal));
        }
    }

    [GeneratedRegex(@"\{(?<resource>[A-Za-z0-9-]+)\.[A-Za-z0-9.-]+\}")]
    private static partial Regex Reference();
}
