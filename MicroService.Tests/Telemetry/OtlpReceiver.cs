using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.IO.Compression;
using Google.Protobuf;
using MicroService.Tests.Processes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.Telemetry;

/// <summary>Takes telemetry over both forms of OTLP, HTTP with protobuf and gRPC, on free loopback ports, and keeps it decoded.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpSpan> _spans = new();
    private readonly ConcurrentQueue<OtlpLogRecord> _logs = new();
    private readonly ConcurrentQueue<string> _texts = new();
    private readonly ConcurrentDictionary<string, bool> _metrics = new();
    private readonly ConcurrentDictionary<string, bool> _protocols = new();

    private OtlpReceiver(int httpPort, int grpcPort)
    {
        Http = new Uri($"http://127.0.0.1:{httpPort}");
        Grpc = new Uri($"http://127.0.0.1:{grpcPort}");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(server =>
        {
            server.ListenLocalhost(httpPort, listener => listener.Protocols = HttpProtocols.Http1);
            server.ListenLocalhost(grpcPort, listener => listener.Protocols = HttpProtocols.Http2);
        });
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", TakeHttpAsync);
        _app.MapPost("/opentelemetry.proto.collector.{signal}.v1.{service}/Export", TakeGrpcAsync);
    }

    /// <summary>Where <c>http/protobuf</c> is taken.</summary>
    public Uri Http { get; }

    /// <summary>Where <c>grpc</c> is taken.</summary>
    public Uri Grpc { get; }

    public IReadOnlyList<OtlpSpan> Spans => [.. _spans];

    public IReadOnlyList<OtlpLogRecord> Logs => [.. _logs];

    /// <summary>All that came, undecoded: texts stand in protobuf as they are.</summary>
    public IReadOnlyList<string> Texts => [.. _texts];

    /// <summary>The names of the metrics received.</summary>
    public IEnumerable<string> Metrics => _metrics.Keys;

    /// <summary>The protocols that were spoken: <c>http/protobuf</c>, <c>grpc</c>.</summary>
    public IEnumerable<string> Protocols => _protocols.Keys;

    public static async Task<OtlpReceiver> StartNewAsync()
    {
        var receiver = new OtlpReceiver(LoopbackPorts.Next(), LoopbackPorts.Next());
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>The environment that sends a process's telemetry here, soon rather than rarely.</summary>
    public Dictionary<string, string> Environment(string protocol = "http/protobuf") => new()
    {
        ["OTEL_EXPORTER_OTLP_ENDPOINT"] = (protocol == "grpc" ? Grpc : Http).ToString(),
        ["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol,
        ["OTEL_BSP_SCHEDULE_DELAY"] = "200",
        ["OTEL_BLRP_SCHEDULE_DELAY"] = "200",
        ["OTEL_METRIC_EXPORT_INTERVAL"] = "1000",
    };

    /// <summary>Waits until the spans of a trace are as wanted, and returns them; fails with those that came.</summary>
    public async Task<IReadOnlyList<OtlpSpan>> WaitForTraceAsync(string traceId, Func<IReadOnlyList<OtlpSpan>, bool> wanted)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            OtlpSpan[] trace = [.. _spans.Where(span => span.TraceId == traceId)];
            if (wanted(trace))
            {
                return trace;
            }

            Assert.False(patience.IsCancellationRequested, $"The trace {traceId} did not become what was wanted:\n{string.Join('\n', trace.AsEnumerable())}\nOthers:\n{string.Join('\n', _spans)}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task TakeHttpAsync(HttpContext context)
    {
        Assert.Equal("application/x-protobuf", context.Request.ContentType);
        _protocols["http/protobuf"] = true;
        Stream stream = context.Request.Body;
        using var body = new MemoryStream();
        await using var plain = context.Request.Headers.ContentEncoding == "gzip" ? new GZipStream(stream, CompressionMode.Decompress) : stream;
        await plain.CopyToAsync(body);
        Keep((string)context.Request.RouteValues["signal"]!, ByteString.CopyFrom(body.ToArray()));
        context.Response.ContentType = "application/x-protobuf";
    }

    // A message is framed by a byte for its compression and four for its length; an empty one is the answer.
    private async Task TakeGrpcAsync(HttpContext context)
    {
        Assert.Equal("application/grpc", context.Request.ContentType);
        _protocols["grpc"] = true;
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        var frame = body.ToArray();
        var length = BinaryPrimitives.ReadInt32BigEndian(frame.AsSpan(1));
        Assert.Equal(frame.Length - 5, length);
        var message = frame[0] == 1 ? await InflateAsync(frame.AsMemory(5)) : frame[5..];
        Keep((string)context.Request.RouteValues["signal"]!, ByteString.CopyFrom(message));
        context.Response.ContentType = "application/grpc";
        await context.Response.Body.WriteAsync(new byte[5]);
        context.Features.GetRequiredFeature<IHttpResponseTrailersFeature>().Trailers["grpc-status"] = "0";
    }

    private static async Task<byte[]> InflateAsync(ReadOnlyMemory<byte> compressed)
    {
        using var plain = new MemoryStream();
        await using var source = new GZipStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
        await source.CopyToAsync(plain);
        return plain.ToArray();
    }

    private void Keep(string signal, ByteString request)
    {
        _texts.Enqueue(request.ToStringUtf8());
        switch (signal)
        {
            case "trace" or "traces":
                OtlpDecoder.Spans(request).ToList().ForEach(_spans.Enqueue);
                break;
            case "logs":
                OtlpDecoder.LogRecords(request).ToList().ForEach(_logs.Enqueue);
                break;
            default:
                OtlpDecoder.Metrics(request).ToList().ForEach(name => _metrics[name] = true);
                break;
        }
    }
}
