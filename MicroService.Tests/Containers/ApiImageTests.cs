using System.Text.Json.Nodes;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

[Collection(ContainerIsolation.Name)]
public sealed class ApiImageTests(Podman podman)
{
    [Fact]
    public async Task ImageFromScratch_IsSetUpAsTheReleasesImage()
    {
        var made = await (await podman.ImageAsync()).ConfigurationAsync();
        var release = await ReleaseAsync();

        Assert.Equal((string?)release["Properties"]!["ContainerUser"], (string?)made["User"]);
        Assert.Equal((string?)release["Properties"]!["ContainerWorkingDirectory"], (string?)made["WorkingDir"]);
        Assert.Equal(Identities(release, "ContainerAppCommand"), made["Entrypoint"]!.AsArray().Select(part => (string)part!));
        Assert.Equal(Identities(release, "ContainerPort").Select(port => $"{port}/tcp"), made["ExposedPorts"]!.AsObject().Select(port => port.Key));
        Assert.Equal("localhost/" + (string?)release["Properties"]!["ContainerRepository"], ApiImage.Name.Split(':')[0]);
    }

    [Fact]
    public async Task Labels_SayWhatTheReleasesLabelsSay()
    {
        var made = await (await podman.ImageAsync()).ConfigurationAsync();
        var release = (await ReleaseAsync())["Items"]!["ContainerLabel"]!.AsArray().ToDictionary(label => (string)label!["Identity"]!, label => (string?)label!["Value"]);

        Assert.All(
            ["org.opencontainers.image.title", "org.opencontainers.image.description", "org.opencontainers.image.authors", "org.opencontainers.image.licenses"],
            label => Assert.Equal(release[label], (string?)made["Labels"]![label]));
    }

    [Fact]
    public async Task BaseImageOfTheRelease_HasNoShell() =>
        Assert.Equal("mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled", (string?)(await ReleaseAsync())["Properties"]!["ContainerBaseImage"]);

    [Fact]
    public async Task SameProgram_MakesTheSameBytes()
    {
        await podman.ImageAsync();
        await using var turn = await ApiImage.TakeTurnAsync();
        var again = Path.Combine(Path.GetTempPath(), $"api-{Guid.CreateVersion7():N}.tar");
        try
        {
            var result = await ChildProcess.RunAsync(RepositoryRoot.Combine("container", "build"), ["--output", again]);

            Assert.Equal((0, ""), (result.ExitCode, result.Error));
            Assert.Equal(await DigestAsync(RepositoryRoot.Combine("artifacts", "container", "api.tar")), await DigestAsync(again));
        }
        finally
        {
            File.Delete(again);
        }
    }

    // The SDK works this out without a registry; only making the image takes one.
    private static async Task<JsonNode> ReleaseAsync()
    {
        var result = await ChildProcess.RunAsync("dotnet",
        [
            "msbuild", RepositoryRoot.Combine("MicroService.Api"), "-p:Configuration=Release", "-nodeReuse:false", "-t:ComputeContainerConfig",
            "-getProperty:ContainerBaseImage,ContainerRepository,ContainerUser,ContainerWorkingDirectory", "-getItem:ContainerLabel,ContainerPort,ContainerAppCommand",
        ]);
        Assert.True(result.ExitCode == 0, result.Output + result.Error);
        return JsonNode.Parse(result.Output)!;
    }

    private static IEnumerable<string> Identities(JsonNode release, string items) => release["Items"]![items]!.AsArray().Select(item => (string)item!["Identity"]!);

    private static async Task<string> DigestAsync(string file)
    {
        await using var stream = File.OpenRead(file);
        return Convert.ToHexString(await System.Security.Cryptography.SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken));
    }
}
