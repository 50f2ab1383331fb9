using System.CommandLine;
using MicroService.Cli;
using MicroService.Tests.Api;
using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly string[] Commands = ["audit", "fix", "scan", "rightsize", "rules", "completion"];

    [Theory]
    [InlineData]
    [InlineData("--help")]
    public async Task Help_NamesTheToolAndEveryCommand(params string[] arguments)
    {
        var result = await ServiceProgram.Cli.RunAsync(arguments);

        Assert.Equal((0, ""), (result.ExitCode, result.Error));
        Assert.Contains("microservice [command] [options]", result.Output, StringComparison.Ordinal);
        Assert.All(Commands, command => Assert.Matches($"(?m)^  {command} ", result.Output));
    }

    [Fact]
    public async Task Version_IsPrinted()
    {
        var result = await ServiceProgram.Cli.RunAsync(["--version"]);

        Assert.Equal(0, result.ExitCode);
        Assert.Matches(@"^\d+\.\d+\.\d+", result.Output);
    }

    [Theory]
    [InlineData("audit")]
    [InlineData("audit", "a.yaml", "--format", "xml")]
    [InlineData("audit", "a.yaml", "--fail-on", "nothing")]
    [InlineData("completion", "tcsh")]
    [InlineData("fix", "a.yaml", "--no-such-option")]
    [InlineData("frobnicate")]
    public async Task WrongCommandLine_EndsWithTwo(params string[] arguments)
    {
        var result = await ServiceProgram.Cli.RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Theory]
    [InlineData("rules")]
    [InlineData("rules", "--format", "json")]
    [InlineData("completion", "bash")]
    [InlineData("audit", "-", "--format", "table")]
    [InlineData("audit", "-", "--format", "json")]
    [InlineData("audit", "-", "--format", "sarif")]
    [InlineData("fix", "-")]
    public async Task OutputThatCannotBeWritten_EndsWithOneLineAnd73(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "This system has no device that is always full.");
        var assembly = RepositoryRoot.Combine("MicroService.Cli", "bin", RepositoryRoot.Configuration, "net10.0", "microservice.dll");

        var result = await ChildProcess.RunAsync("/bin/sh", ["-c", "exec dotnet \"$0\" \"$@\" >/dev/full", assembly, .. arguments], input: Manifests.Careless);

        Assert.Equal(73, result.ExitCode);
        Assert.StartsWith("Standard output: ", Assert.Single(result.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bug_EndsWith70()
    {
        var faulty = new Command("faulty");
        faulty.SetAction((Func<ParseResult, int>)(static _ => throw new InvalidOperationException("It fails on purpose.")));

        Assert.Equal(70, await CommandLine.InvokeAsync(["faulty"], faulty));
    }
}
