using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary><c>container/join</c>, which makes what a release pushes.</summary>
public sealed class ContainerJoinTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("microservice-join-").FullName;

    [Fact]
    public async Task Images_BecomeOneForAllProcessorsInAnyOrder()
    {
        var (amd, arm) = (Image("amd64"), Image("arm64"));

        var result = await JoinAsync("joined", amd, arm);
        var again = await JoinAsync("again", arm, amd);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Equal(result.Output, again.Output);
        var digest = result.Output.TrimEnd();
        Assert.Equal(digest, (string?)Read("joined/index.json")["manifests"]![0]!["digest"]);
        Assert.Equal(
            [$"{Digest(amd)} amd64", $"{Digest(arm)} arm64"],
            Read($"joined/blobs/sha256/{digest["sha256:".Length..]}")["manifests"]!.AsArray().Select(image => $"{image!["digest"]} {image["platform"]!["architecture"]}"));
    }

    [Fact]
    public async Task BlobThatIsNotWhatItsNameSays_IsRefused()
    {
        var (amd, arm) = (Image("amd64"), Image("arm64"));
        await File.AppendAllTextAsync(Directory.EnumerateFiles(Path.Combine(_folder, arm, "blobs/sha256")).First(), " ", TestContext.Current.CancellationToken);

        await AssertRefusedAsync("is not what its name says", amd, arm);
    }

    [Fact]
    public Task ImagesForTheSameProcessor_AreRefused() => AssertRefusedAsync("two images are for the same processor", Image("amd64"), Image("amd64", "other"));

    [Fact]
    public async Task FolderOfTwoImages_IsRefused()
    {
        var both = Read($"{Image("amd64")}/index.json");
        both["manifests"]!.AsArray().Add(both["manifests"]![0]!.DeepClone());
        await File.WriteAllTextAsync(Path.Combine(_folder, "amd64", "index.json"), both.ToJsonString(), TestContext.Current.CancellationToken);

        await AssertRefusedAsync("does not hold one image", "amd64");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task AssertRefusedAsync(string problem, params string[] images)
    {
        var result = await JoinAsync("joined", images);

        Assert.Equal(65, result.ExitCode);
        Assert.Contains(problem, result.Error, StringComparison.Ordinal);
    }

    private async Task<ProcessResult> JoinAsync(string output, params string[] images)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && File.Exists("/usr/bin/jq"), "jq is not installed (Debian: apt-get install jq).");
        return await ChildProcess.RunAsync(RepositoryRoot.Combine("container", "join"), [output, .. images], workingDirectory: _folder);
    }

    private JsonNode Read(string file) => JsonNode.Parse(File.ReadAllText(Path.Combine(_folder, file)))!;

    private string Digest(string image) => (string)Read($"{image}/index.json")["manifests"]![0]!["digest"]!;

    private string Image(string architecture, string? name = null)
    {
        var image = name ?? architecture;
        var (config, configSize) = Keep(image, $$"""{"architecture":"{{architecture}}","os":"linux","author":"{{image}}"}""");
        var (manifest, size) = Keep(image, $$"""{"schemaVersion":2,"config":{"digest":"{{config}}","size":{{configSize}}},"layers":[]}""");
        File.WriteAllText(
            Path.Combine(_folder, image, "index.json"),
            $$"""{"schemaVersion":2,"manifests":[{"mediaType":"application/vnd.oci.image.manifest.v1+json","digest":"{{manifest}}","size":{{size}}}]}""");
        return image;
    }

    private (string Digest, int Size) Keep(string image, string content)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content)));
        File.WriteAllText(Path.Combine(Directory.CreateDirectory(Path.Combine(_folder, image, "blobs", "sha256")).FullName, digest), content);
        return ($"sha256:{digest}", content.Length);
    }
}
