using MicroService.Tests.Corpora;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cli.Completion;

public sealed class CompletionCommandTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-completion-");

    [Theory]
    [InlineData("microservice ", "audit|completion|fix|publish|rightsize|rules|scan")]
    [InlineData("microservice au", "audit")]
    [InlineData("microservice audit --fo", "--format")]
    [InlineData("microservice audit --format ", "gitlab|json|junit|sarif|table")]
    [InlineData("microservice audit cart.yaml --fail-on w", "warning")]
    [InlineData("microservice completion ", "bash|fish|pwsh|zsh")]
    [InlineData("microservice audit ", "")]
    [InlineData("microservice audit ca", "")]
    public async Task Bash_CompletesTheLine(string line, string expected)
    {
        Assert.SkipUnless(File.Exists("/bin/bash"), "bash is not installed.");
        var script = await ServiceProgram.Cli.RunAsync(["completion", "bash"]);

        // Sets what readline sets, calls the registered function as readline does, and prints the candidates.
        var result = await ChildProcess.RunAsync(
            "/bin/bash",
            ["-c", """
                eval "$1"
                [[ "$(complete -p microservice)" == "complete -o default -F _microservice microservice" ]] || exit 1
                microservice() { "${tool[@]}" "$@"; }
                tool=("${@:3}") COMP_LINE="$2" COMP_POINT="${#2}"
                _microservice microservice "${2##* }"
                (IFS='|'; echo "${COMPREPLY[*]}")
                """, "bash", script.Output, line, .. ServiceProgram.Cli.Command],
            workingDirectory: _folder.FullName);

        Assert.Equal((0, expected + "\n", ""), (result.ExitCode, result.Output, result.Error));
    }

    [Theory]
    [InlineData("zsh")]
    [InlineData("fish")]
    [InlineData("pwsh")]
    public async Task Script_IsTheOneOfTheShell(string shell)
    {
        var result = await ServiceProgram.Cli.RunAsync(["completion", shell]);

        Assert.Equal(0, result.ExitCode);
        Assert.Equal(await File.ReadAllTextAsync(RepositoryRoot.Combine("MicroService.Cli", "Completion", "Scripts", $"microservice.{shell}"), TestContext.Current.CancellationToken), result.Output);
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
