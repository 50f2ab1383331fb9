using System.Net;
using System.Text.Json.Nodes;
using MicroService.Tests.Processes;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class LogLevelTests : IAsyncLifetime
{
    // Says something at Information for every request.
    private const string Category = "Microsoft.AspNetCore.Hosting.Diagnostics";

    private ApiProcess _service = null!;

    public async ValueTask InitializeAsync() => _service = await ApiProcess.StartAsync(
        new Dictionary<string, string> { ["Logging__Console__LogLevel__Microsoft.AspNetCore"] = "Error" }, program: ServiceProgram.Greeter);

    public ValueTask DisposeAsync() => _service.DisposeAsync();

    [Fact]
    public async Task LevelSetAtRunTime_CountsAtOnceAndIsReset()
    {
        var before = await SaysAsync("/?one");
        var set = await SendAsync(HttpMethod.Put, $"?category={Category}&level=Debug&for=1h");
        var during = await SaysAsync("/?two");
        var listed = await SendAsync(HttpMethod.Get, "");
        var reset = await SendAsync(HttpMethod.Delete, $"?category={Category}");
        var after = await SaysAsync("/?three");

        Assert.Equal((false, true, false), (before, during, after));
        var entry = Assert.Single(set.Answer.AsArray())!;
        Assert.Equal((Category, "Debug"), ((string?)entry["category"], (string?)entry["level"]));
        Assert.Equal(set.Answer.ToJsonString(), listed.Answer.ToJsonString());
        Assert.Empty(reset.Answer.AsArray());
        Assert.Single(Lines("LogLevelChanged"), static line => line.Contains(Category, StringComparison.Ordinal));
        Assert.Single(Lines("LogLevelRestored"), static line => line.Contains(Category, StringComparison.Ordinal));

        // This one and the three markers, each set and reset.
        Assert.Equal(8, await _service.MetricAsync("log_level_changes_total"));
    }

    [Fact]
    public async Task LevelWhoseTimeIsOver_EndsByItself()
    {
        await SendAsync(HttpMethod.Put, $"?category={Category}&level=Debug&for=1s");

        await _service.Process.WaitForOutputAsync(static line => line.Contains("\"event\":\"LogLevelRestored\"", StringComparison.Ordinal));

        Assert.Empty((await SendAsync(HttpMethod.Get, "")).Answer.AsArray());
        Assert.False(await SaysAsync("/?expired"));
        Assert.Equal(0, await _service.MetricAsync("log_level_overrides"));
    }

    [Fact]
    public async Task LevelThatIsSetAnew_HasItsOwnTime()
    {
        await SendAsync(HttpMethod.Put, $"?category={Category}&level=Debug&for=1s");
        await SendAsync(HttpMethod.Put, $"?category={Category}&level=Information&for=1h");
        await SendAsync(HttpMethod.Put, "?category=Other&level=Debug&for=1s");

        await _service.Process.WaitForOutputAsync(static line => line.Contains("LogLevelRestored", StringComparison.Ordinal) && line.Contains("Other", StringComparison.Ordinal));

        var entry = Assert.Single((await SendAsync(HttpMethod.Get, "")).Answer.AsArray());
        Assert.Equal("Information", (string?)entry!["level"]);
    }

    [Theory]
    [InlineData("?category=Some")]
    [InlineData("?level=Loud")]
    [InlineData("?level=1")]
    [InlineData("?level=Debug&for=25h")]
    [InlineData("?level=Debug&for=0s")]
    [InlineData("?level=Debug&for=15")]
    public async Task LevelThatIsNone_IsRejectedWithTheReason(string query)
    {
        var (status, answer) = await SendAsync(HttpMethod.Put, query);

        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains("must be", (string?)answer["detail"], StringComparison.Ordinal);
        Assert.Equal(("about:blank", "/log-level"), ((string?)answer["type"], (string?)answer["instance"]));
        Assert.NotNull((string?)answer["correlationId"]);
        Assert.Empty((await SendAsync(HttpMethod.Get, "")).Answer.AsArray());
    }

    [Fact]
    public async Task CategoriesBeyondTheBound_AreRejected()
    {
        for (var number = 0; number < 32; number++)
        {
            await SendAsync(HttpMethod.Put, $"?category=Some.Category{number}&level=Debug");
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync(HttpMethod.Put, "?category=Another&level=Debug")).Status);
        Assert.Equal(HttpStatusCode.OK, (await SendAsync(HttpMethod.Put, "?category=Some.Category7&level=Trace")).Status);
        Assert.Empty((await SendAsync(HttpMethod.Delete, "")).Answer.AsArray());
    }

    private string[] Lines(string name) => [.. _service.Process.Output.Where(line => line.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal))];

    // Whether a request is logged by the host. The line after it, of a level that is always shown, says that no more of its lines come.
    private async Task<bool> SaysAsync(string path)
    {
        await _service.Api.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
        var marker = $"Marker{path.Split('?')[1]}";
        await SendAsync(HttpMethod.Put, $"?category={marker}&level=Debug");
        await _service.Process.WaitForOutputAsync(line => line.Contains($"The log level of {marker}", StringComparison.Ordinal));
        await SendAsync(HttpMethod.Delete, $"?category={marker}");
        return _service.Process.Output.Any(line => line.Contains(path, StringComparison.Ordinal));
    }

    private async Task<(HttpStatusCode Status, JsonNode Answer)> SendAsync(HttpMethod method, string query)
    {
        using var request = new HttpRequestMessage(method, "/log-level" + query);
        using var response = await _service.Management.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, JsonNode.Parse(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken))!);
    }
}
