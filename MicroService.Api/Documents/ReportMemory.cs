using System.Threading.RateLimiting;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that reports and fixed documents share on their way to callers: a caller that does not read keeps its own until its
/// connection is closed, and the same cached report may be asked for by all callers at once.
/// </summary>
public sealed class ReportMemory(IOptions<DocumentOptions> options) : IDisposable
{
    private const int Small = 64 * 1024;
    private const int Unit = 1024;

    // Those that wait hold their reports meanwhile: twice as much at most, and the rest is refused at once.
    private const int Queued = 2;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    private readonly int _units = Units(options.Value.ReportMemory);
    private readonly ConcurrencyLimiter _limiter = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Units(options.Value.ReportMemory),
        QueueLimit = Queued * Units(options.Value.ReportMemory),
    });

    /// <summary>The answer where a report alone would take more than there is.</summary>
    public static ProblemResult TooLong { get; } =
        new(ProblemType.TooLarge, "There is more to say about the document than fits into a report. Split it, or use the command-line tool microservice.");

    /// <summary>The answer where there is no memory left.</summary>
    public ProblemResult Overloaded { get; } =
        new(ProblemType.Overloaded, "Too many long reports are on their way to callers. Try again.", retryAfter: TimeSpan.FromSeconds(2));

    /// <summary>Waits for memory for a report and holds it until the response is complete; false if none becomes free in time. Reports of up to 64 KiB need none.</summary>
    public async ValueTask<bool> HoldAsync(HttpContext context, int length)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (length <= Small)
        {
            return true;
        }

        var cancellationToken = context.RequestAborted;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(LongestWait);
        try
        {
            var lease = await _limiter.AcquireAsync(Math.Min(_units, Units(length)), limit.Token).ConfigureAwait(false);
            context.Response.RegisterForDispose(lease);
            return lease.IsAcquired;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();

    private static int Units(int bytes) => (bytes + Unit - 1) / Unit;
}
