using System.Diagnostics;
using MicroService.Tests.Api;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Fixing;

public sealed class FixCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-fix-");

    private string CartPath => Path.Combine(_folder.FullName, "cart.yaml");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task WithoutWrite_PrintsADiffAndChangesNothing()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless + "\n", Cancellation);

        var result = await RunAsync("fix", "cart.yaml", "--unsafe");

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("--- a/cart.yaml\n+++ b/cart.yaml\n@@ ", result.Output, StringComparison.Ordinal);
        Assert.Equal(Manifests.Careless + "\n", await File.ReadAllTextAsync(CartPath, Cancellation));
    }

    [Theory]
    [InlineData("\n")]
    [InlineData("")]
    public async Task Diff_AppliedByPatchIsWhatWriteWrites(string end)
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless + end, Cancellation);
        var diff = await RunAsync("fix", "cart.yaml", "--unsafe");
        var patched = Path.Combine(_folder.FullName, "patched.yaml");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "cart.diff"), diff.Output, Cancellation);

        Assert.SkipUnless(File.Exists("/usr/bin/patch"), "patch is not installed, so the diff was not applied.");
        using var patch = Process.Start(new ProcessStartInfo("patch", ["-p1", "-o", patched, "-i", "cart.diff"]) { WorkingDirectory = _folder.FullName })!;
        await patch.WaitForExitAsync(Cancellation);
        await RunAsync("fix", "cart.yaml", "--unsafe", "--write");

        Assert.Equal(await File.ReadAllTextAsync(CartPath, Cancellation), await File.ReadAllTextAsync(patched, Cancellation));
    }

    [Fact]
    public async Task Write_LeavesNothingToFix()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless + "\n", Cancellation);

        var written = await RunAsync("fix", "cart.yaml", "--unsafe", "--write");
        var again = await RunAsync("fix", "cart.yaml", "--unsafe");

        Assert.Equal((0, 0), (written.ExitCode, again.ExitCode));
        Assert.Empty(again.Output);
        Assert.StartsWith("0 fixes", again.Error, StringComparison.Ordinal);
        Assert.Equal(["cart.yaml"], _folder.EnumerateFiles().Select(file => file.Name));
    }

    [Fact]
    public async Task StandardInputWithWrite_GoesToStandardOutput()
    {
        var result = await ServiceProgram.Cli.RunAsync(["fix", "-", "--unsafe", "--write"], Manifests.Careless + "\n", workingDirectory: _folder.FullName);

        Assert.Equal(0, result.ExitCode);
        Assert.StartsWith("apiVersion: apps/v1\nkind: Deployment\n", result.Output, StringComparison.Ordinal);
        Assert.Contains("readinessProbe:", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OneBrokenFile_KeepsAllFromBeingWritten()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless, Cancellation);
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "broken.yaml"), "apiVersion: v1\nkind: [Pod\n", Cancellation);

        var result = await RunAsync("fix", ".", "--unsafe", "--write");

        Assert.Equal(65, result.ExitCode);
        Assert.Equal(Manifests.Careless, await File.ReadAllTextAsync(CartPath, Cancellation));
    }

    [Fact]
    public async Task Check_EndsWithOneIfSomethingWouldChangeAndWritesNothing()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless, Cancellation);

        var before = await RunAsync("fix", "cart.yaml", "--unsafe", "--check");
        var unchanged = await File.ReadAllTextAsync(CartPath, Cancellation);
        await RunAsync("fix", "cart.yaml", "--unsafe", "--write");
        var after = await RunAsync("fix", "cart.yaml", "--unsafe", "--check");

        Assert.Equal((1, 0), (before.ExitCode, after.ExitCode));
        Assert.StartsWith("--- a/cart.yaml\n", before.Output, StringComparison.Ordinal);
        Assert.Equal(Manifests.Careless, unchanged);
    }

    [Fact]
    public async Task HiddenCharacters_AreEscapedInTheDiffAndKeptInTheFile()
    {
        var text = Manifests.Careless.Replace("8080", "8080 # \u202Etxt\u200B\u2066", StringComparison.Ordinal) + "\n";
        await File.WriteAllTextAsync(CartPath, text, Cancellation);

        var diff = await RunAsync("fix", "cart.yaml", "--unsafe");
        var piped = await ServiceProgram.Cli.RunAsync(["fix", "-", "--unsafe", "--write"], text, workingDirectory: _folder.FullName);

        Assert.Contains("8080 # \\u202etxt\\u200b\\u2066\n", diff.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(diff.Output, character => character is '\u202E' or '\u200B' or '\u2066');
        Assert.Contains("no program can apply it", diff.Error, StringComparison.Ordinal);
        Assert.Contains("8080 # \u202Etxt\u200B\u2066\n", piped.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task CheckWithWrite_IsAMistakeOfUsage()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless, Cancellation);

        Assert.Equal(2, (await RunAsync("fix", "cart.yaml", "--check", "--write")).ExitCode);
    }

    [Fact]
    public async Task Rule_AppliesItsFixesAlone()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless, Cancellation);

        var one = await RunAsync("fix", "cart.yaml", "--unsafe", "--rule", "readiness-probe");
        var two = await RunAsync("fix", "cart.yaml", "--unsafe", "--rule", "readiness-probe", "--rule", "liveness-probe");

        Assert.Contains("+          readinessProbe:", one.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("livenessProbe:", one.Output, StringComparison.Ordinal);
        Assert.StartsWith("1 fix ", one.Error, StringComparison.Ordinal);
        Assert.Contains("livenessProbe:", two.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UnknownRule_IsAMistakeOfUsage()
    {
        await File.WriteAllTextAsync(CartPath, Manifests.Careless, Cancellation);

        var result = await RunAsync("fix", "cart.yaml", "--rule", "no-such-rule");

        Assert.Equal(2, result.ExitCode);
        Assert.Contains("There is no rule no-such-rule; microservice rules lists them.", result.Error, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) => ServiceProgram.Cli.RunAsync(arguments, workingDirectory: _folder.FullName);
}
