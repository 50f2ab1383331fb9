using System.Diagnostics;
using MicroService.Advisor.Manifests;
using MicroService.Publishing.CommandLines;

namespace MicroService.Tests.Publishing.CommandLines;

public sealed class ContainerScriptTests
{
    [Theory]
    [InlineData("plain")]
    [InlineData("with 'single' and \"double\" quotes")]
    [InlineData("$HOME $(id) `id` \\ * ?")]
    [InlineData("two\nlines")]
    public async Task ExportedFile_ReachesTheProgramAsItIs(string secret)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /bin/sh.");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, secret, TestContext.Current.CancellationToken);
            Assert.Equal(secret, await RunAsync(Export("printenv SECRET", file)) is [.. var value, '\n'] ? value : "");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task MissingFile_StartsNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /bin/sh.");

        Assert.Empty(await RunAsync(Export("echo started", "/run/secrets/nobody/SECRET")));
    }

    [Fact]
    public async Task EmptyFile_StartsNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no /bin/sh.");

        Assert.Empty(await RunAsync(Export("echo started", "/dev/null")));
    }

    [Theory]
    [InlineData("serve --port 1", true)]
    [InlineData("serve ${A}", true)]
    [InlineData("exec serve", false)]
    [InlineData("A=b serve", false)]
    [InlineData("prepare; serve", false)]
    [InlineData("prepare\nserve", false)]
    [InlineData("prepare && serve", false)]
    [InlineData("serve | tee log", false)]
    public void OnlyCommandOfAScript_TakesThePlaceOfTheShell(string script, bool isExecuted) =>
        Assert.EndsWith(isExecuted ? $"\nexec {script}" : $"\n{script}", Export(script, "/run/secrets/a/SECRET"), StringComparison.Ordinal);

    [Theory]
    [InlineData("/bin/sh", "-c", true)]
    [InlineData("bash", "-euc", true)]
    [InlineData("/bin/busybox", "-c", false)]
    [InlineData("/bin/sh", "--login", false)]
    [InlineData("/app/server", "-c", false)]
    public void Script_IsWhatAShellIsGiven(string program, string option, bool isScript) =>
        Assert.Equal(isScript, ContainerScript.Of(MappingNode.Of(("command", SequenceNode.Of(program)), ("args", SequenceNode.Of(option, "serve")))) is not null);

    private static string Export(string script, string path)
    {
        var container = MappingNode.Of(("command", SequenceNode.Of("/bin/sh")), ("args", SequenceNode.Of("-c", script)));
        ContainerScript.Of(container)!.Export("SECRET", path);
        return container.Sequence("args")!.Items[1].ToString()!;
    }

    // As the kubelet hands it over: of two dollar signs one is left.
    private static async Task<string> RunAsync(string script)
    {
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", script.Replace("$$", "$", StringComparison.Ordinal)]) { RedirectStandardOutput = true })!;
        var output = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return output;
    }
}
