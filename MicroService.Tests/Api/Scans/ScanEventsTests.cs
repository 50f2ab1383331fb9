using System.Net;
using System.Text.Json.Nodes;
using MicroService.Samples.Serving;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Api.Scans;

public sealed class ScanEventsTests
{
    private const string Slow = "/namespaces/shop/deployments";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Events_TellOfProgressAndOfTheEnd()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.TooManyRequests, Slow, times: 1);
        var id = await api.PostAsync();

        var events = await api.Client.GetStringAsync(new Uri($"{id}/events", UriKind.Relative), Cancellation);

        Assert.Contains("event: progress\nid: ", events, StringComparison.Ordinal);
        var end = events.Split("\n\n", StringSplitOptions.RemoveEmptyEntries)[^1].Split('\n');
        Assert.Equal("event: done id: end", string.Join(' ', end[..2]));
        Assert.Equal("done", (string?)JsonNode.Parse(end[2]["data: ".Length..])!["status"]);
    }

    [Fact]
    public async Task ClientThatComesBack_GoesOnWhereItWas()
    {
        await using var api = await ScannedApi.StartAsync();
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow, times: 1);
        var id = await api.PostAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        request.Headers.Add("Last-Event-ID", "3");
        using var ended = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        ended.Headers.Add("Last-Event-ID", "end");

        using var stream = await api.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Cancellation);
        await DeleteAsync(api, id);
        var events = await stream.TextAsync();
        using var nothing = await api.Client.SendAsync(ended, Cancellation);

        Assert.Equal("text/event-stream", stream.Content.Headers.ContentType!.MediaType);
        Assert.DoesNotContain("id: 0\n", events, StringComparison.Ordinal);
        Assert.Contains("event: failed\nid: end\n", events, StringComparison.Ordinal);
        Assert.Contains("The scan was deleted.", events, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, nothing.StatusCode);
    }

    [Fact]
    public async Task LastEvent_IsFollowedByNone()
    {
        await using var api = await ScannedApi.StartAsync();
        var id = await api.PostAsync();
        await api.EndAsync(id);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{id}/events");
        request.Headers.Add("Last-Event-ID", "end");

        using var answer = await api.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    [Fact]
    public async Task Shutdown_EndsStreamsAndKeepsThatTheScanDidNotEnd()
    {
        var folder = Directory.CreateTempSubdirectory("microservice-scans-");
        await using var api = await ScannedApi.StartAsync(folder: folder.FullName);
        api.Cluster.Server.Faults.Add(ServerFault.Silence, Slow);
        var id = await api.PostAsync();
        using var stream = await api.Client.GetAsync(new Uri($"{id}/events", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, Cancellation);

        var exit = await api.Process.StopAsync();
        var events = await stream.TextAsync();
        await using (var next = await ApiProcess.StartAsync(folder: folder.FullName))
        {
            using var answer = await next.Api.AskAsync(id);
            var scan = (await answer.JsonAsync())["scan"]!;

            Assert.Equal(0, exit);
            Assert.EndsWith("\n\n", events, StringComparison.Ordinal);
            Assert.Equal(("failed", "The service stopped."), ((string?)scan["status"], (string?)scan["failure"]));
        }

        folder.Delete(recursive: true);
    }

    private static async Task<HttpStatusCode> DeleteAsync(ScannedApi api, string scan)
    {
        using var answer = await api.Client.DeleteAsync(new Uri(scan, UriKind.Relative), Cancellation);
        return answer.StatusCode;
    }
}
