using MicroService.Api.Callers;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Documents;

/// <summary>
/// The memory that reports and fixed documents share on their way to callers: a caller that does not read keeps its own until its
/// connection is closed, and the same cached report may be asked for by all callers at once.
/// </summary>
public sealed class ReportMemory(IOptions<DocumentOptions> options, TimeProvider time)
{
    private const int Small = 64 * 1024;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(5);

    // Reports that wait are in memory meanwhile: twice as much at most, and the rest is rejected at once.
    private readonly SharedMemory _memory = new(options.Value.ReportMemory, queue: 2L * options.Value.ReportMemory, LongestWait, time);

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

        var share = _memory.Open(CallerKey.Of(context), length);
        context.Response.RegisterForDispose(share);
        return await share.GrowAsync(length, context.RequestAborted).ConfigureAwait(false);
    }
}
