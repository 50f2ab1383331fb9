using System.Globalization;
using System.Text;
using System.Text.Json;
using MicroService.Api.Audits;
using MicroService.Api.History;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>Limits how many clients follow events at once.</summary>
internal sealed class ScanStreams(IOptions<ScanOptions> options)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private int _open;

    /// <summary>The answer where there are too many.</summary>
    public ProblemResult Overloaded { get; } = new(ProblemType.Overloaded, "Too many clients follow scans. Ask for the scan itself from time to time.", retryAfter: Pause);

    /// <summary>Opens a stream; false if there are too many.</summary>
    public bool TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= options.Value.MaxStreams)
        {
            return true;
        }

        Close();
        return false;
    }

    public void Close() => Interlocked.Decrement(ref _open);
}

/// <summary>
/// Answers with events as a scan goes on (server-sent events, HTML standard, section 9.2): progress, and at the end done or failed. Their ids are how
/// many parts are done, so that a client that comes back, to any replica, goes on where it was. Nothing is kept for clients that are slow.
/// </summary>
internal sealed class ScanEvents(ScanRecord first, AuditCaller caller, ScanStore store, LiveScans live, ScanStreams streams, TimeProvider time, CancellationToken stopping) : IResult
{
    private const string MediaType = "text/event-stream";
    private const string End = "end";
    private const int Retry = 2000;

    // Another replica works on it, and says so in the history.
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan KeepAlive = TimeSpan.FromSeconds(15);

    private long _written;

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var last = httpContext.Request.Headers["Last-Event-ID"].ToString();
        if (last == End)
        {
            // Browsers come back until they are told not to.
            httpContext.Response.StatusCode = StatusCodes.Status204NoContent;
            return;
        }

        if (!streams.TryOpen())
        {
            await streams.Overloaded.ExecuteAsync(httpContext).ConfigureAwait(false);
            return;
        }

        try
        {
            using var any = CancellationTokenSource.CreateLinkedTokenSource(httpContext.RequestAborted, stopping);
            await FollowAsync(httpContext.Response, int.TryParse(last, NumberStyles.None, CultureInfo.InvariantCulture, out var seen) ? seen : -1, any.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested || httpContext.RequestAborted.IsCancellationRequested)
        {
            // The client comes back to another replica, or has gone.
        }
        catch (HistoryUnavailableException) when (httpContext.Response.HasStarted)
        {
            // The client comes back, as it does after any stream that ends without an end.
        }
        finally
        {
            streams.Close();
        }
    }

    private async Task FollowAsync(HttpResponse response, int seen, CancellationToken cancellationToken)
    {
        response.ContentType = MediaType;
        response.Headers.CacheControl = "no-store";
        // For nginx, which would keep events back.
        response.Headers["X-Accel-Buffering"] = "no";
        await WriteAsync(response, string.Create(CultureInfo.InvariantCulture, $"retry: {Retry}\n\n"), cancellationToken).ConfigureAwait(false);
        for (var scan = first; ;)
        {
            var now = live.Find(first.Id)?.Now;
            scan = now?.Record ?? await store.FindAsync(caller, first.Id, cancellationToken).ConfigureAwait(false)
                ?? scan with { Status = ScanStatus.Failed, Failure = ScanWorker.DeletedEarly, UpdatedAt = time.GetUtcNow() };
            if (scan.IsOver)
            {
                await WriteAsync(response, Event(scan.Status == ScanStatus.Done ? "done" : "failed", End, scan), cancellationToken).ConfigureAwait(false);
                return;
            }

            if (scan.PartsDone > seen)
            {
                seen = scan.PartsDone;
                await WriteAsync(response, Event("progress", seen.ToString(CultureInfo.InvariantCulture), scan), cancellationToken).ConfigureAwait(false);
            }
            else if (time.GetElapsedTime(_written) > KeepAlive)
            {
                await WriteAsync(response, ": still here\n\n", cancellationToken).ConfigureAwait(false);
            }

            await WaitAsync(now, cancellationToken).ConfigureAwait(false);
        }
    }

    // Changes that follow each other at once come as one event.
    private async Task WaitAsync(LiveScan.State? now, CancellationToken cancellationToken)
    {
        await Task.Delay(LeastPause, time, cancellationToken).ConfigureAwait(false);
        var pause = Task.Delay(now is null ? Poll : KeepAlive, time, cancellationToken);
        await (now is null ? pause : Task.WhenAny(now.Next.Task, pause)).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private static string Event(string name, string id, ScanRecord scan) =>
        $"event: {name}\nid: {id}\ndata: {JsonSerializer.Serialize(ScanSummary.Of(scan), ScanJson.Readable.ScanSummary)}\n\n";

    private async Task WriteAsync(HttpResponse response, string text, CancellationToken cancellationToken)
    {
        await response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken).ConfigureAwait(false);
        await response.Body.FlushAsync(cancellationToken).ConfigureAwait(false);
        _written = time.GetTimestamp();
    }
}
