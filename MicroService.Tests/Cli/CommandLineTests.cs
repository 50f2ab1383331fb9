using System.CommandLine;
using MicroService.Cli;
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

    [Fact]
    public async Task Bug_EndsWith70()
    {
        var faulty = new Command("faulty");
        faulty.SetAction((Func<ParseResult, int>)(static _ => throw new InvalidOperationException("It fails on purpose.")));

        Assert.Equal(70, await CommandLine.InvokeAsync(["faulty"], faulty));
    }
}
