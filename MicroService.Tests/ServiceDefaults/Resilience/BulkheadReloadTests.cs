using System.Globalization;
using System.Net;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Http;

namespace MicroService.Tests.ServiceDefaults.Resilience;

public sealed class BulkheadReloadTests
{
    private readonly List<TaskCompletionSource> _held = [];
    private int _inFlight;
    private int _most;

    [Fact]
    public async Task ReloadUnderLoad_AdmitsNoMoreThanTheLimitAndLosesNoCall()
    {
        await using var upstream = await Upstream.StartAsync(HoldAsync);
        using var config = new MountedVolume();
        await config.SetAsync(("Resilience__upstream__Concurrency", "3"));
        await using var greeter = await ApiProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["Greeter__Upstream"] = upstream.Address.ToString(),
                ["Configuration__ConfigFolder"] = config.Path,
                ["Configuration__PollInterval"] = "100ms",
                ["Limits__RequestTimeout"] = "10m",
                ["Resilience__upstream__TotalTimeout"] = "5m",
                ["Resilience__upstream__AttemptTimeout"] = "4m",
                ["Resilience__upstream__BreakerSampling"] = "10m",
                ["Resilience__upstream__BreakerMinimumThroughput"] = "2",
            },
            program: ServiceProgram.Greeter);
        var calls = Enumerable.Range(0, 8).Select(_ => CallAsync(greeter)).ToList();
        await UntilAsync(greeter, inFlight: 3, queued: 5);

        // The reload makes a new pipeline; what was admitted by the one before still counts.
        await ReloadAsync(greeter, config, ("Resilience__upstream__Retries", "1"));
        calls.AddRange(Enumerable.Range(0, 8).Select(_ => CallAsync(greeter)));
        await UntilAsync(greeter, inFlight: 3, queued: 13);

        // More permits are there at once, also for those that were queued before.
        await ReloadAsync(greeter, config, ("Resilience__upstream__Concurrency", "5"));
        await UntilAsync(greeter, inFlight: 5, queued: 11);
        Assert.Equal(5, Volatile.Read(ref _most));

        // With fewer, calls in flight end as they began, and none takes their place until there is room.
        await ReloadAsync(greeter, config, ("Resilience__upstream__Concurrency", "2"));
        Release(4);
        await UntilAsync(greeter, inFlight: 2, queued: 10);

        while (!calls.TrueForAll(static call => call.IsCompleted))
        {
            Release(1);
            await Task.WhenAny(Task.WhenAll(calls), Task.Delay(TimeSpan.FromMilliseconds(20), TestContext.Current.CancellationToken));
            Assert.InRange(Volatile.Read(ref _inFlight), 0, 2);
        }

        Assert.All(await Task.WhenAll(calls), static status => Assert.Equal(HttpStatusCode.OK, status));
    }

    private static async Task ReloadAsync(ApiProcess greeter, MountedVolume config, params (string Name, string? Value)[] files)
    {
        var before = Reloads(greeter);
        await config.SetAsync(files);
        await Calls.UntilAsync(() => Reloads(greeter) > before, greeter.Process.Transcript());
    }

    private static int Reloads(ApiProcess greeter) => greeter.Process.Output.Count(static line => line.Contains("\"event\":\"Reloaded\"", StringComparison.Ordinal));

    private static async Task<HttpStatusCode> CallAsync(ApiProcess greeter)
    {
        using var client = new HttpClient { BaseAddress = greeter.Api.BaseAddress, Timeout = TimeSpan.FromMinutes(5) };
        using var response = await client.GetAsync(new Uri("/upstream/held", UriKind.Relative), TestContext.Current.CancellationToken);
        return response.StatusCode;
    }

    // Both together are all calls that are under way, so nothing of them is still to come when it is true. One too many in flight is true for good.
    private Task UntilAsync(ApiProcess greeter, int inFlight, int queued) => Calls.UntilAsync(
        async () =>
        {
            Assert.InRange(Volatile.Read(ref _inFlight), 0, Math.Max(inFlight, 5));
            return Volatile.Read(ref _inFlight) == inFlight && await QueuedAsync(greeter) == queued;
        },
        $"Not {inFlight} in flight and {queued} queued, but {Volatile.Read(ref _inFlight)} in flight.");

    private static async Task<double> QueuedAsync(ApiProcess greeter)
    {
        var metrics = await greeter.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = metrics.Split('\n').Single(static line => line.StartsWith("dependency_bulkhead_queued{", StringComparison.Ordinal) && line.Contains("dependency=\"upstream\"", StringComparison.Ordinal));
        return double.Parse(line[(line.LastIndexOf('}') + 1)..], CultureInfo.InvariantCulture);
    }

    private async Task HoldAsync(HttpContext context, int number)
    {
        var held = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_held)
        {
            _held.Add(held);
            _inFlight++;
            _most = Math.Max(_most, _inFlight);
        }

        await held.Task.WaitAsync(context.RequestAborted);
        await context.Response.WriteAsync("done", context.RequestAborted);
    }

    private void Release(int count)
    {
        lock (_held)
        {
            foreach (var held in _held.Take(count).ToArray())
            {
                _held.Remove(held);

                // Before it is answered: the next one is admitted only after that.
                _inFlight--;
                held.SetResult();
            }
        }
    }
}
