using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Distribution;

/// <summary>The manifest of the kubectl plugin, filled in as krew-release-bot does (krew.sigs.k8s.io, "Writing Krew plugin manifests").</summary>
public sealed partial class PluginManifestTests
{
    private static readonly Dictionary<string, string> Architectures = new() { ["x64"] = "amd64", ["arm64"] = "arm64" };

    private static readonly JsonNode Manifest = YamlFile.Parse(
        Archive().Replace(YamlFile.Text(".krew.yaml"), "uri: ${uri}\n      sha256: " + new string('a', 64)).Replace("{{ .TagName }}", "v1.2.3", StringComparison.Ordinal));

    [Fact]
    public void Manifest_IsAPluginOfKrew()
    {
        Assert.Equal(("krew.googlecontainertools.github.com/v1alpha2", "Plugin"), ((string?)Manifest["apiVersion"], (string?)Manifest["kind"]));
        Assert.Matches("^[a-z][a-z0-9-]*$", (string?)Manifest["metadata"]!["name"]!);
        Assert.Matches(@"^v\d+\.\d+\.\d+$", (string?)Manifest["spec"]!["version"]!);
        Assert.Subset(
            new HashSet<string> { "version", "homepage", "shortDescription", "description", "caveats", "platforms" },
            YamlFile.Keys(Manifest["spec"]).ToHashSet());
        // Longer ones are cut by kubectl krew search.
        Assert.InRange(((string)Manifest["spec"]!["shortDescription"]!).Length, 1, 50);
    }

    [Fact]
    public void Platforms_AreTheRuntimesOfTheTool()
    {
        var expected = YamlFile.Runtimes().Select(runtime => runtime.Split('-')).Select(parts =>
            (parts[0] switch { "osx" => "darwin", "win" => "windows", var os => os }, Architectures[parts[1]], $"microservice-{string.Join('-', parts)}.tar.gz"));

        Assert.Equal(expected.Order(), Platforms().Select(platform => (
            (string)platform["selector"]!["matchLabels"]!["os"]!,
            (string)platform["selector"]!["matchLabels"]!["arch"]!,
            ((string)platform["uri"]!).Split('/')[^1])).Order());
    }

    [Fact]
    public void Platform_HasAnArchiveOfTheReleaseAndItsProgram() =>
        Assert.All(Platforms(), platform =>
        {
            Assert.Matches(@"^https://github\.com/OWNER/REPOSITORY/releases/download/v1\.2\.3/[a-z0-9.-]+$", (string?)platform["uri"]!);
            Assert.Matches("^[0-9a-f]{64}$", (string?)platform["sha256"]!);
            Assert.Equal((string?)platform["selector"]!["matchLabels"]!["os"] == "windows" ? "microservice.exe" : "microservice", (string?)platform["bin"]);
        });

    [Fact]
    public void Release_FillsInItsRepositoryAndTheChecksums()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-krew-");
        foreach (var runtime in YamlFile.Runtimes())
        {
            File.WriteAllText(Path.Combine(folder.FullName, $"microservice-{runtime}.tar.gz"), runtime);
        }

        using var process = Process.Start(new ProcessStartInfo("bash", [RepositoryRoot.Combine(".github", "krew-manifest.sh"), "acme/tools", "v1.2.3", folder.FullName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        process.StandardInput.Write(YamlFile.Text(".krew.yaml"));
        process.StandardInput.Close();
        var text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        folder.Delete(recursive: true);

        Assert.Equal(0, process.ExitCode);
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        Assert.DoesNotContain("OWNER", text, StringComparison.Ordinal);
        Assert.All(YamlFile.Parse(text)["spec"]!["platforms"]!.AsArray(), platform =>
        {
            var uri = (string)platform!["uri"]!;
            Assert.StartsWith("https://github.com/acme/tools/releases/download/v1.2.3/microservice-", uri, StringComparison.Ordinal);
            var runtime = uri.Split("/microservice-")[^1].Replace(".tar.gz", "", StringComparison.Ordinal);
            Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(runtime))), (string?)platform["sha256"]);
        });
    }

    private static IEnumerable<JsonNode> Platforms() => Manifest["spec"]!["platforms"]!.AsArray().Select(platform => platform!);

    [GeneratedRegex("""\{\{addURIAndSha "(?<uri>[^"]+)" \.TagName \}\}""")]
    private static partial Regex Archive();
}
