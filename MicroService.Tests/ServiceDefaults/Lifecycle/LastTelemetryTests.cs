using System.Collections.Concurrent;
using System.Text;
using MicroService.Tests.Connections;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace MicroService.Tests.ServiceDefaults.Lifecycle;

public sealed class LastTelemetryTests
{
    [Fact]
    public async Task SpanAndLogsOfTheEnd_AreFlushedBeforeTheProcessEnds()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await RunningService.StartAsync(map: app => app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);

            // Texts stand as they are in protobuf; that is all that is looked for.
            var text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(context.Request.Path, text, (_, earlier) => earlier + text);
        }));
        await using var service = await ApiProcess.StartAsync(
            new Dictionary<string, string>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Api.BaseAddress!.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",

                // Nothing is sent in between: what arrives was flushed.
                ["OTEL_BSP_SCHEDULE_DELAY"] = "600000",
                ["OTEL_BLRP_SCHEDULE_DELAY"] = "600000",
                ["OTEL_METRIC_EXPORT_INTERVAL"] = "600000",
                ["Lifecycle__ShutdownTimeout"] = "10m",
                [HeldRequest.Leave.Key] = HeldRequest.Leave.Value,
            },
            program: ServiceProgram.Greeter);
        using var last = await HeldRequest.BeginAsync(service, "X-Correlation-ID: the-last-one\r\n");

        await service.Process.SignalAsync(ProcessSignal.Term);
        await service.Process.WaitForOutputAsync(static line => line.Contains("Accepting no more", StringComparison.Ordinal));
        await last.EndAsync();

        Assert.Equal(0, await service.Process.WaitForExitAsync());
        Assert.Contains("the-last-one", received.GetValueOrDefault("/v1/traces", ""), StringComparison.Ordinal);
        Assert.Contains("Stopped with", received.GetValueOrDefault("/v1/logs", ""), StringComparison.Ordinal);
        Assert.Contains("service.draining", received.GetValueOrDefault("/v1/metrics", ""), StringComparison.Ordinal);
    }
}
