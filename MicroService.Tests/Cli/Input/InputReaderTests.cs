using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Input;

public sealed class InputReaderTests : IDisposable
{
    private readonly ManifestFolder _folder = new ManifestFolder().Write("app/cart.yaml", ManifestFolder.Deployment);

    [Theory]
    [InlineData("mkdocs.yml", "nav: !!python/name:material.nav\n")]
    [InlineData("values.yaml", "extra:\n  - apiVersion: v1\n    kind: Secret\n")]
    [InlineData("values.yaml", "image: {{ .Values.image }}\n")]
    [InlineData("tsconfig.json", "{\n  // comments\n  \"strict\": true\n}\n")]
    [InlineData("openapi.json", "{\"info\": {\"kind\": \"x\", \"apiVersion\": 1}, \"paths\": []}")]
    [InlineData("list.yaml", "- kind: x\n- kind: y\n")]
    [InlineData("comments.yaml", "# apiVersion: v1\n# kind: Pod\n")]
    public async Task UnrelatedFileOfAFolder_IsSkippedInSilence(string name, string text)
    {
        _folder.Write($"app/{name}", text);

        var result = await _folder.RunAsync("audit", "app");

        Assert.Equal((1, ""), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("broken.yaml", "apiVersion: v1\nkind: [Pod\n")]
    [InlineData("half.yaml", "kind: Pod\nmetadata: {name: x}\n")]
    [InlineData("indented.yaml", "---\n  kind: Pod\n  spec: [\n")]
    [InlineData("broken.json", "{\"apiVersion\": \"v1\", \"kind\": }")]
    public async Task FaultyManifestOfAFolder_IsReported(string name, string text)
    {
        _folder.Write($"app/{name}", text);

        var result = await _folder.RunAsync("audit", "app");

        Assert.Contains($"app/{name}", result.Output + result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NamedPipe_IsRefusedWithoutWaitingForAWriter()
    {
        await MakePipeAsync("app/pipe.yaml");

        var (folder, named) = (await _folder.RunAsync("audit", "app"), await _folder.RunAsync("audit", "app/pipe.yaml"));

        Assert.Equal((65, 65), (folder.ExitCode, named.ExitCode));
        Assert.All([folder, named], result => Assert.StartsWith("app/pipe.yaml: This is a pipe, a device or a socket", result.Error, StringComparison.Ordinal));
        Assert.Contains("Deployment/cart", folder.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task EndlessDevice_IsRefused()
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "There is no /dev/zero.");
        File.CreateSymbolicLink(_folder.Path("app/zero.yaml"), "/dev/zero");

        var result = await _folder.RunAsync("audit", "app");

        Assert.Equal(65, result.ExitCode);
        Assert.StartsWith("app/zero.yaml: This is a pipe, a device or a socket", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task LinkBackToAFolderAbove_IsRefused()
    {
        Directory.CreateSymbolicLink(_folder.Path("app/loop"), _folder.Path("app"));

        var result = await _folder.RunAsync("audit", "app");

        Assert.Equal((65, "app/loop: this link leads back to a folder that it is in; it was not followed.\n"), (result.ExitCode, result.Error));
    }

    [Theory]
    [InlineData("self.yaml")]
    [InlineData("nothing.yaml")]
    public async Task LinkToNothing_IsRefused(string target)
    {
        File.CreateSymbolicLink(_folder.Path("app/self.yaml"), target);

        var result = await _folder.RunAsync("audit", "app");

        Assert.Equal(65, result.ExitCode);
        Assert.StartsWith("app/self.yaml: The link leads nowhere", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FileWithASecondName_IsAuditedOnce()
    {
        File.CreateSymbolicLink(_folder.Path("app/current.yaml"), "cart.yaml");

        Assert.Single((await _folder.AuditAsync("app"))["objects"]!.AsArray());
    }

    [Fact]
    public async Task FileOfMoreNodesThanTheServiceTakes_IsAudited()
    {
        _folder.Write("big.yaml", $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: big, namespace: shop}}\ndata:\n{string.Concat(Enumerable.Range(0, 300_000).Select(key => $"  k{key}: v\n"))}");

        Assert.Equal(0, (await _folder.RunAsync("audit", "big.yaml")).ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private async Task MakePipeAsync(string name)
    {
        Assert.SkipUnless(File.Exists("/usr/bin/mkfifo"), "mkfifo is not installed.");
        Assert.Equal(0, (await ChildProcess.RunAsync("/usr/bin/mkfifo", [_folder.Path(name)])).ExitCode);
    }
}
