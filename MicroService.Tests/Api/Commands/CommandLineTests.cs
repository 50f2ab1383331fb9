using MicroService.Api.Commands;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-commands-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("validate-config")]
    [InlineData("migrate")]
    public async Task SettingsFileThatIsNoJson_EndsWith78(string command)
    {
        await WriteAsync("appsettings.json", "{ \"Server\": ");

        var result = await RunAsync(command);

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("appsettings.json", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bug_EndsWith70() =>
        Assert.Equal(70, await CommandLine.InvokeAsync(["migrate"], static _ => throw new InvalidOperationException("It fails on purpose.")));

    [Theory]
    [InlineData("frobnicate")]
    [InlineData("audit", "a.yaml")]
    [InlineData("migrate", "--no-such-option")]
    public async Task WrongCommandLine_EndsWithTwo(params string[] arguments)
    {
        var result = await RunAsync(arguments);

        Assert.Equal(2, result.ExitCode);
        Assert.NotEmpty(result.Error);
    }

    [Fact]
    public async Task Help_NamesEveryCommand()
    {
        var result = await RunAsync("--help");

        Assert.Equal(0, result.ExitCode);
        Assert.All((string[])["validate-config", "migrate", "warm-up", "serve"], command => Assert.Contains(command, result.Output, StringComparison.Ordinal));
    }

    [Fact]
    public async Task GoodConfiguration_EndsWithZero()
    {
        var result = await RunAsync(new Dictionary<string, string> { ["Authentication__AllowAnonymous"] = "true" }, "validate-config");

        Assert.Equal((0, "The configuration is good.\n"), (result.ExitCode, result.Output));
        Assert.Empty(_folder.EnumerateFileSystemInfos());
    }

    [Fact]
    public async Task WrongConfiguration_IsReportedInFullAndEndsWith78()
    {
        var environment = new Dictionary<string, string>
        {
            ["History__Retention"] = "for ever",
            ["Documents__MaxBytes"] = "7",
            ["Resilience__cache__TotalTimeout"] = "1h",
            ["ConnectionStrings__history"] = "Data Source=:memory:;Password=hunter2",
            ["ConnectionStrings__cache"] = ",",
        };

        var result = await RunAsync(environment, "validate-config");

        Assert.Equal(78, result.ExitCode);
        Assert.All(
            (string[])["History:Retention", "Documents:MaxBytes", "Resilience:cache:TotalTimeout", "ConnectionStrings:history", "ConnectionStrings:cache", "Authentication:Authority"],
            key => Assert.Contains(key, result.Error, StringComparison.Ordinal));
        Assert.DoesNotContain("hunter2", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serving_WithoutAuthorityOutsideDevelopmentEndsWith78()
    {
        var result = await RunAsync("serve", "--Management:Port=0");

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("Authentication:AllowAnonymous", result.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_MakesTheSchemaOnce()
    {
        // Who may call the service is no matter of this command, nor where it listens.
        var environment = new Dictionary<string, string>
        {
            ["Management__Port"] = "none",
            ["ConnectionStrings__history"] = $"Data Source={Path.Combine(_folder.FullName, "history.db")}",
        };

        var first = await RunAsync(environment, "migrate");
        var second = await RunAsync(environment, "migrate");

        Assert.Equal((0, 0), (first.ExitCode, second.ExitCode));
        Assert.Contains("applied 1 create_audits", first.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("applied", second.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigratingWithAWrongSettingOfTheHistory_EndsWith78()
    {
        var result = await RunAsync(new Dictionary<string, string> { ["History__Retention"] = "for ever" }, "migrate");

        Assert.Equal(78, result.ExitCode);
        Assert.Contains("History:Retention is 'for ever'", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Authentication", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MigratingADatabaseThatIsDown_EndsWith69()
    {
        var environment = new Dictionary<string, string>
        {
            ["Authentication__AllowAnonymous"] = "true",
            ["ConnectionStrings__history"] = $"Host=127.0.0.1;Port={LoopbackPorts.Next()};Database=history;Username=nobody;Password=hunter2",
        };

        var result = await RunAsync(environment, "migrate");

        Assert.Equal(69, result.ExitCode);
        Assert.DoesNotContain("hunter2", result.Error + result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private Task<ProcessResult> RunAsync(params string[] arguments) => RunAsync(new Dictionary<string, string>(), arguments);

    private Task<ProcessResult> RunAsync(Dictionary<string, string> environment, params string[] arguments) =>
        ApiProgram.RunAsync(arguments, environment: environment, workingDirectory: _folder.FullName);

    private async Task WriteAsync(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, text, Cancellation);
    }
}
