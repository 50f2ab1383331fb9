using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using MicroService.Tests.Api;
using MicroService.Tests.Api.Authentication;
using MicroService.Tests.Databases;
using MicroService.Tests.Processes;
using MicroService.Tests.ServiceDefaults.Resilience;

namespace MicroService.Tests.Telemetry;

public sealed class TraceTests(SharedPostgres postgres)
{
    private const string TraceId = "0af7651916cd43dd8448eb211c80319c";
    private const string CallerSpanId = "b7ad6b7169203331";

    [Fact]
    public async Task RequestThatTouchesEverything_IsOneTreeOfSpans()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var authority = await TokenAuthority.StartAsync(isSecure: false);
        await using var garnet = await GarnetServer.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(receiver.Environment())
        {
            ["ASPNETCORE_ENVIRONMENT"] = "Development",
            ["Authentication__AllowAnonymous"] = "false",
            ["Authentication__Authority"] = authority.Issuer.ToString(),
            ["Authentication__Audience"] = SigningKey.Audience,
            ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync(),
            ["ConnectionStrings__cache"] = garnet.ConnectionString,
            // On a busy machine the first use takes longer than is usually waited for, and what is given up or repeated makes other spans.
            ["Resilience__cache__TotalTimeout"] = "2m",
            ["Resilience__cache__AttemptTimeout"] = "1m",
            ["Resilience__cache__BreakerSampling"] = "5m",
            ["Resilience__history__TotalTimeout"] = "2m",
            ["Resilience__history__AttemptTimeout"] = "1m",
            ["Resilience__history__BreakerSampling"] = "5m",
            ["POD_NAME"] = "api-7d9f",
            ["POD_NAMESPACE"] = "shop",
            ["NODE_NAME"] = "node-1",
        });

        using var answer = await PostAsync(api, authority.Key.Sign(authority.Issuer));
        var trace = await receiver.WaitForTraceAsync(TraceId, spans =>
            spans.Any(span => span.Kind == OtlpSpanKind.Server) && spans.Any(span => span.Name == "SET cache") && spans.Any(span => span.Scope == "Npgsql"));

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        var server = Assert.Single(trace, span => span.Kind == OtlpSpanKind.Server);
        Assert.Equal((CallerSpanId, "POST /v1/audits", "201", "/v1/audits"), (server.ParentId, server.Name, server["http.response.status_code"], server["http.route"]));
        Assert.Equal(
            ["/.well-known/openid-configuration", "/keys"],
            trace.Where(span => span.Scope == "System.Net.Http").Select(span => new Uri(span["url.full"]).AbsolutePath).Order());
        var parse = Assert.Single(trace, span => span.Name == "parse");
        var audit = Assert.Single(trace, span => span.Name == "audit");
        Assert.Equal(("1", "1"), (parse["document.count"], audit["audit.workloads"]));
        var get = Assert.Single(trace, span => span.Name == "GET cache");
        Assert.Equal((OtlpSpanKind.Client, "redis", "GET", "127.0.0.1", "false"), (get.Kind, get["db.system.name"], get["db.operation.name"], get["server.address"], get["cache.hit"]));
        var insert = Assert.Single(trace, span => span.Scope == "Npgsql");
        Assert.Equal((OtlpSpanKind.Client, "postgresql"), (insert.Kind, insert["db.system.name"]));
        Assert.Contains("insert into audits", insert["db.query.text"], StringComparison.Ordinal);

        // One tree: every span leads up to the request's own.
        var byId = trace.ToDictionary(span => span.SpanId);
        Assert.All(trace.Where(span => span != server), span => Assert.Contains(span.ParentId, byId));
        Assert.All(trace, span => Assert.Equal("order-42", span["correlation.id"]));
        Assert.All(trace, span => Assert.Equal(
            ("MicroService.Api", "api-7d9f", "shop", "node-1"),
            (span.Resource["service.name"], span.Resource["service.instance.id"], span.Resource["k8s.namespace.name"], span.Resource["k8s.node.name"])));
        Assert.All(trace, span => Assert.False(span.IsError, span.ToString()));
        Assert.All(trace.SelectMany(span => span.Attributes.Values), value => Assert.DoesNotContain("tester", value, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http/protobuf")]
    [InlineData("grpc")]
    public async Task LastSpansAndLogs_AreFlushedWhenTheServiceStops(string protocol)
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(receiver.Environment(protocol))
        {
            ["OTEL_BSP_SCHEDULE_DELAY"] = "600000",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "600000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "600000",
        });
        using var answer = await PostAsync(api);
        var before = receiver.Spans.Count(span => span.TraceId == TraceId);

        var exitCode = await api.StopAsync();

        Assert.Equal((0, 0), (before, exitCode));
        var trace = receiver.Spans.Where(span => span.TraceId == TraceId).ToList();
        Assert.Superset(new HashSet<string> { "POST /v1/audits", "parse", "audit", "INSERT audits" }, trace.Select(span => span.Name).ToHashSet());
        Assert.Contains(receiver.Logs, record => record.Attributes.GetValueOrDefault("Signal") == "SIGTERM");
        Assert.Contains("microservice.audits", receiver.Metrics);
        Assert.Equal([protocol], receiver.Protocols);
    }

    [Fact]
    public async Task LogLineAndLogRecord_NameTheSpanTheyAreIn()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(receiver.Environment())
        {
            ["Logging__LogLevel__Microsoft.AspNetCore.Hosting"] = "Information",
        });

        using var answer = await PostAsync(api);
        var text = await api.Process.WaitForOutputAsync(text => text.Contains("Request finished", StringComparison.Ordinal) && text.Contains(TraceId, StringComparison.Ordinal));
        await api.StopAsync();

        var line = JsonElement.Parse(text);
        var server = Assert.Single(receiver.Spans, span => span.TraceId == TraceId && span.Kind == OtlpSpanKind.Server);
        var record = Assert.Single(receiver.Logs, record => record.TraceId == TraceId && record.Body.Contains("Request finished", StringComparison.Ordinal));
        Assert.Equal(
            ("order-42", server.TraceId, server.SpanId),
            (line.GetProperty("correlation_id").GetString(), line.GetProperty("trace_id").GetString(), line.GetProperty("span_id").GetString()));
        Assert.Equal(("order-42", server.SpanId), (record.Attributes["correlation.id"], record.SpanId));
    }

    [Fact]
    public async Task Bucket_NamesTheTraceOfARequestThatFellIntoIt()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(receiver.Environment());
        using var answer = await PostAsync(api);

        // A request is measured after its answer.
        await Calls.UntilAsync(
            async () =>
            {
                using var scrape = await api.Management.AskAsync("/metrics", "application/openmetrics-text;version=1.0.0");
                return (await scrape.TextAsync()).Split('\n').Any(line =>
                    line.StartsWith("http_server_request_duration_seconds_bucket", StringComparison.Ordinal) && line.Contains($"trace_id=\"{TraceId}\"", StringComparison.Ordinal));
            },
            "No bucket names the trace.");
    }

    [Theory]
    [InlineData("always_off", 0)]
    [InlineData("parentbased_always_off", 1)]
    public async Task Sampler_IsTheOneOfTheEnvironment(string sampler, int sampledRequests)
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(receiver.Environment()) { ["OTEL_TRACES_SAMPLER"] = sampler });

        using var sampledByCaller = await PostAsync(api);
        using var unsampled = await api.Api.AskAsync("/v1/rules");
        await api.StopAsync();

        Assert.Equal(sampledRequests, receiver.Spans.Count(span => span.Kind == OtlpSpanKind.Server));
        Assert.Contains("http.server.request.duration", receiver.Metrics);
    }

    [Fact]
    public async Task HealthChecks_LeaveNoTraces()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>(receiver.Environment())
        {
            ["ConnectionStrings__history"] = await postgres.CreateDatabaseAsync(),
            ["Health__CacheDuration"] = "0s",
            ["Health__CheckTimeout"] = "30s",
        });

        for (var probe = 0; probe < 3; probe++)
        {
            await api.Management.GetStringAsync(new Uri("/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        await api.StopAsync();

        var migration = Assert.Single(receiver.Spans, span => span.Name == "migrate");
        Assert.All(receiver.Spans, span => Assert.Equal(migration.TraceId, span.TraceId));
    }

    [Fact]
    public async Task DeadReceiver_CostsNeitherAnswersNorAnOrderlyEnd()
    {
        await using var api = await ApiProcess.StartAsync(new Dictionary<string, string>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{LoopbackPorts.Next()}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        });

        using var answer = await PostAsync(api);

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(0, await api.StopAsync());
    }

    private static async Task<HttpResponseMessage> PostAsync(ApiProcess api, string? token = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/audits") { Content = Manifests.Body(Manifests.Careless) };
        request.Headers.Add("traceparent", $"00-{TraceId}-{CallerSpanId}-01");
        request.Headers.Add("X-Correlation-ID", "order-42");
        request.Headers.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return await api.Api.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
