using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Telemetry;
using MicroService.Tests.Processes;
using MicroService.Tests.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Trace;

namespace MicroService.Tests.ServiceDefaults.Telemetry;

public sealed class OtlpTests
{
    [Fact]
    public async Task Endpoint_GetsTracesMetricsAndLogsOfTheService()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectorAsync(received);
        await using (var service = await ExportingServiceAsync(collector))
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "/work");
            request.Headers.Add(CorrelationId.HeaderName, "order-42");
            using var response = await service.Api.SendAsync(request, TestContext.Current.CancellationToken);
        }

        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], received.Keys.Order());
        Assert.Contains("order-42", received["/v1/traces"], StringComparison.Ordinal);
        Assert.Matches("(?s)url\\.path.{1,8}/work", received["/v1/traces"]);
        Assert.Contains("own-span", received["/v1/traces"], StringComparison.Ordinal);
        Assert.All(received.Values, body => Assert.Contains("api-7d9f", body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Probe_IsNotTraced()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var greeter = await ApiProcess.StartAsync(receiver.Environment(), program: ServiceProgram.Greeter);
        await greeter.Management.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        await greeter.Api.GetStringAsync(new Uri("/", UriKind.Relative), TestContext.Current.CancellationToken);

        await greeter.StopAsync();

        // All spans are flushed by now, so the one of a probe would be here beside the caller's.
        Assert.Equal(["/"], receiver.Spans.Where(static span => span.Kind == OtlpSpanKind.Server).Select(static span => span["url.path"]));
    }

    [Fact]
    public async Task NoEndpoint_MakesNoSpans()
    {
        await using var app = RunningService.Build();

        Assert.Null(app.Services.GetService<TracerProvider>());
    }

    private static Task<RunningService> CollectorAsync(ConcurrentDictionary<string, string> received) =>
        RunningService.StartAsync(map: app => app.MapPost("/v1/{signal}", async (HttpContext context) =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);

            // Texts stand as they are in protobuf; that is all that is looked for.
            var text = Encoding.Latin1.GetString(body.ToArray());
            received.AddOrUpdate(context.Request.Path, text, (_, earlier) => earlier + text);
        }));

    private static Task<RunningService> ExportingServiceAsync(RunningService collector)
    {
        var source = new ActivitySource("Own.Source");
        return RunningService.StartAsync(
            builder => builder.Services.AddTracingSources("Own.*").AddSingleton(source),
            app => app.MapGet("/work", (HttpContext context) =>
            {
                using var span = context.RequestServices.GetRequiredService<ActivitySource>().StartActivity("own-span");
                return context.Response.WriteAsync("done");
            }),
            new Dictionary<string, string?>
            {
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Api.BaseAddress!.ToString(),
                ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
                ["POD_NAME"] = "api-7d9f",
                ["POD_NAMESPACE"] = "shop",
            });
    }
}
