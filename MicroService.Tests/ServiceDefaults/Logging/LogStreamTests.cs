using System.Net;
using System.Text.Json;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class LogStreamTests
{
    private static readonly Dictionary<string, string> Everything = new() { ["Logging__LogLevel__Default"] = "Trace", ["Logging__LogLevel__Microsoft.AspNetCore"] = "Trace" };

    [Fact]
    public async Task RunWithEverythingLogged_IsJsonLinesFromTheFirstToTheLast()
    {
        await using var api = await ApiProcess.StartAsync(Everything);
        await ApiTraffic.SendAsync(api, rounds: 2);

        Assert.Equal(0, await api.StopAsync());

        Assert.Empty(api.Process.Error);
        var lines = AssertLines(api.Process);
        Assert.Contains(lines, line => line.GetProperty("component").GetString()!.StartsWith("Microsoft.AspNetCore.Server.Kestrel", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.TryGetProperty("event", out var name) && name.GetString() == "Stopping");

        // Whatever the server logs of a request names it; only the connection's own lines have no request.
        var requests = lines.Where(line => line.TryGetProperty("request_path", out var path) && path.GetString()!.StartsWith("/v1", StringComparison.Ordinal)).ToArray();
        Assert.NotEmpty(requests);
        Assert.All(requests, line => Assert.True(line.TryGetProperty("trace_id", out _), line.GetRawText()));
    }

    [Fact]
    public async Task LocaleOfAnotherEncoding_LeavesTheLinesInUtf8()
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { ["LC_ALL"] = "de_DE.ISO-8859-1", ["Health__CheckTimeout"] = "zwölf" });

        await api.Process.WaitForExitAsync();

        // Read as UTF-8, for that is what this program's own locale says.
        Assert.Contains(AssertLines(api.Process), line => line.GetProperty("message").GetString()!.Contains("zwölf", StringComparison.Ordinal));
    }

    [Fact]
    public async Task CrashOnAThreadOfItsOwn_IsTheLastLineAndExitCode70()
    {
        await using var service = await ApiProcess.StartAsync(program: ServiceProgram.Greeter);
        using var answer = await service.Api.PostAsync(new Uri("/crash", UriKind.Relative), null, TestContext.Current.CancellationToken);

        var exitCode = await service.Process.WaitForExitAsync();

        Assert.Equal(70, exitCode);
        Assert.Empty(service.Process.Error);
        var crash = Assert.Single(AssertLines(service.Process), line => line.GetProperty("severity").GetString() == "CRITICAL");
        Assert.Equal("It crashes on purpose.", crash.GetProperty("exception").GetProperty("message").GetString());
    }

    [Fact]
    public async Task TaskThatNobodyWaitsFor_IsLoggedAndCostsNothing()
    {
        // Collections come often, for a task is known to be forgotten only then.
        await using var service = await ApiProcess.StartAsync(new Dictionary<string, string> { ["DOTNET_GCgen0size"] = "40000" }, program: ServiceProgram.Greeter);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(120));
        while (!service.Process.Output.Any(line => line.Contains("\"event\":\"TaskFailed\"", StringComparison.Ordinal)))
        {
            using var answer = await service.Api.PostAsync(new Uri("/forget", UriKind.Relative), null, patience.Token);
        }

        Assert.Equal(0, await service.StopAsync());
        Assert.Empty(service.Process.Error);
        Assert.Contains(AssertLines(service.Process), line => line.TryGetProperty("exception", out var failure) && failure.GetProperty("message").GetString() == "It is forgotten on purpose.");
    }

    [Theory]
    [InlineData("Logging__Console__FormatterName", "jsonline")]
    [InlineData("Logging__Console__FormatterName", "simple")]
    [InlineData("OTEL_EXPORTER_OTLP_PROTOCOL", "htp")]
    public async Task ChoiceThatIsNone_EndsWith78InJson(string variable, string value)
    {
        await using var api = ApiProcess.Launch(new Dictionary<string, string> { [variable] = value });

        Assert.Equal(78, await api.Process.WaitForExitAsync());
        Assert.Empty(api.Process.Error);
        Assert.Contains(AssertLines(api.Process), line => line.GetRawText().Contains(variable.Replace("__", ":", StringComparison.Ordinal), StringComparison.Ordinal));
    }

    [Fact]
    public async Task LogThatNobodyReads_HoldsUpNeitherRequestsNorTheEnd()
    {
        // The reader of the pipe reads nothing, and goes when the test's end of its input does.
        const string Script = """
            exec 4<&0; mkfifo log
            { exec 5<log; read -r _ <&4; } >/dev/null 2>&1 & exec "$@" >log
            """;
        await using var api = await ApiProcess.StartAsync(Everything, program: ServiceProgram.Api with { Wrapper = ["sh", "-c", Script, "stuck"] });

        for (var request = 0; request < 600; request++)
        {
            using var answer = await api.Api.GetAsync(new Uri("/v1/rules/readiness-probe", UriKind.Relative), TestContext.Current.CancellationToken);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(0, await api.StopAsync());
        Assert.Empty(api.Process.Output);
        Assert.All(api.Process.Error, line => Assert.Equal("ERROR", JsonElement.Parse(line).GetProperty("severity").GetString()));
    }

    [Fact]
    public async Task Development_IsForPeople()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string> { ["ASPNETCORE_ENVIRONMENT"] = "Development" });

        await api.StopAsync();

        Assert.Contains(api.Process.Output, line => line.StartsWith("info: ", StringComparison.Ordinal));
    }

    private static JsonElement[] AssertLines(ChildProcess process)
    {
        JsonElement[] lines = [.. process.Output.Select(line => JsonElement.Parse(line))];
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            Assert.Equal(["timestamp", "severity", "component", "message"], line.EnumerateObject().Select(field => field.Name).Take(4));
            Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", line.GetProperty("timestamp").GetString()!);
        });
        return lines;
    }
}
