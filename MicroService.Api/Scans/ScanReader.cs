using MicroService.Advisor.Reporting;
using MicroService.Api.Audits;
using MicroService.Api.Documents;
using MicroService.Api.History;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;

namespace MicroService.Api.Scans;

/// <summary>Reads what scans found, and compares it.</summary>
internal sealed class ScanReader(ScanStore store, FreshScanStore fresh, ReportMemory memory, IOptions<ScanOptions> options, IOptionsMonitor<AuditOptions> audits)
{
    // A report takes several times its length as objects.
    private const int AsObjects = 4;

    private const int MostFormer = 50;

    /// <summary>The scan if the caller may read it, else the answer.</summary>
    public async Task<(ScanRecord? Scan, ProblemResult? Problem)> FindAsync(HttpContext context, Guid id)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return (null, AuditEndpoints.Nobody(audits.CurrentValue));
        }

        var scan = await store.FindAsync(caller, id, context.RequestAborted).ConfigureAwait(false);
        return scan is null ? (null, NotFound(id)) : (scan, null);
    }

    /// <summary>The scan with what it found in each namespace, if the caller may read it, else the answer.</summary>
    public async Task<(ScanDocument? Document, ProblemResult? Problem)> DescribeAsync(HttpContext context, Guid id)
    {
        var (scan, problem) = await FindAsync(context, id).ConfigureAwait(false);
        if (scan is null)
        {
            return (null, problem);
        }

        var results = await store.ResultsAsync(id, context.RequestAborted).ConfigureAwait(false);
        var watch = scan.Origin == ScanOrigin.Schedule ? await fresh.FindAsync(id, context.RequestAborted).ConfigureAwait(false) : null;
        return (
            new ScanDocument(ScanSummary.Of(scan), [.. results.Select(static part => part.Result)], scan.NotRead, watch?.NotWatched),
            null);
    }

    /// <summary>Answers the report about a namespace, or, for an empty one, about what belongs to none.</summary>
    public async Task<IResult> ReportAsync(HttpContext context, Guid id, string ns)
    {
        var (scan, problem) = await FindAsync(context, id).ConfigureAwait(false);
        if (scan is null)
        {
            return problem!;
        }

        if (await store.FindReportLengthAsync(id, ns, context.RequestAborted).ConfigureAwait(false) is not { } length)
        {
            return new ProblemResult(ProblemType.NotFound, ns.Length == 0 ? "The scan has not read what belongs to no namespace." : $"The scan has no namespace {ns}, or not yet.");
        }

        if (length == 0)
        {
            return new ProblemResult(ProblemType.NotFound, "The findings are too many to be kept one by one. Scan with the command-line tool microservice.");
        }

        return await memory.HoldAsync(context, length).ConfigureAwait(false)
            ? TypedResults.Bytes(await store.ReadReportAsync(id, ns, context.RequestAborted).ConfigureAwait(false), MediaTypes.Json)
            : memory.Overloaded;
    }

    /// <summary>How a scan differs from another one, else the answer.</summary>
    public async Task<(ComparedScans? Compared, ProblemResult? Problem)> CompareAsync(HttpContext context, Guid id, Guid with)
    {
        var (after, problem) = await FindAsync(context, id).ConfigureAwait(false);
        var (before, otherProblem) = problem is null ? await FindAsync(context, with).ConfigureAwait(false) : (null, null);
        if (after is null || before is null)
        {
            return (null, problem ?? otherProblem);
        }

        if (after.Status != ScanStatus.Done || before.Status != ScanStatus.Done)
        {
            var unfinished = after.Status != ScanStatus.Done ? id : with;
            return (null, new ProblemResult(ProblemType.InvalidParameter, $"Only scans that are done can be compared: {unfinished} is not."));
        }

        var token = context.RequestAborted;
        var old = (await store.ResultsAsync(with, token).ConfigureAwait(false)).ToDictionary(static part => part.Result.Namespace ?? "");
        var comparer = new ScanComparer(before, after);
        var held = 0;
        foreach (var part in await store.ResultsAsync(id, token).ConfigureAwait(false))
        {
            var ns = part.Result.Namespace ?? "";
            old.Remove(ns, out var other);
            if (part.Length == 0 || other?.Length == 0 || !comparer.Covers(ns))
            {
                comparer.Skip(ns);
                continue;
            }

            if (part.Hash != other?.Hash)
            {
                if (!await HoldAsync((long)part.Length + (other?.Length ?? 0)).ConfigureAwait(false))
                {
                    return (null, memory.Overloaded);
                }

                var earlier = other is null ? null : await ReadAsync(with, ns).ConfigureAwait(false);
                comparer.Add(ns, earlier, await ReadAsync(id, ns).ConfigureAwait(false));
            }

            if (other is not null && !await AddFieldsAsync(ns, other, part).ConfigureAwait(false))
            {
                return (null, memory.Overloaded);
            }
        }

        foreach (var (ns, part) in old)
        {
            if (part.Length == 0 || !comparer.Covers(ns))
            {
                comparer.Skip(ns);
            }
            else if (!await HoldAsync(part.Length).ConfigureAwait(false))
            {
                return (null, memory.Overloaded);
            }
            else
            {
                comparer.Add(ns, await ReadAsync(with, ns).ConfigureAwait(false), null);
            }
        }

        return (new ComparedScans(before, after, comparer.Complete()), null);

        async Task<AuditDocument> ReadAsync(Guid scan, string ns) => JsonReport.Read(await store.ReadReportAsync(scan, ns, token).ConfigureAwait(false));

        async Task<bool> AddFieldsAsync(string ns, KeptPart older, KeptPart newer)
        {
            // Fields have values of live objects, which findings have not: who may not scan does not see them.
            if (options.Value.Refuse(context.User) is not null || older.FieldsLength == 0 || newer.FieldsLength == 0)
            {
                comparer.SkipFields(ns);
                return true;
            }

            if (older.FieldsHash == newer.FieldsHash)
            {
                return true;
            }

            if (!await HoldAsync((long)older.FieldsLength + newer.FieldsLength).ConfigureAwait(false))
            {
                return false;
            }

            var earlier = await store.ReadFieldsAsync(with, ns, token).ConfigureAwait(false);
            comparer.AddFields(earlier, await store.ReadFieldsAsync(id, ns, token).ConfigureAwait(false));
            return true;
        }

        // The largest so far is held until the answer is complete.
        async Task<bool> HoldAsync(long length)
        {
            var needed = (int)Math.Min(int.MaxValue, length * AsObjects);
            var isHeld = needed <= held || await memory.HoldAsync(context, needed - held).ConfigureAwait(false);
            held = Math.Max(held, needed);
            return isHeld;
        }
    }

    /// <summary>The scan before another one: the newest that is done and was about the same; null if there is none among the last ones.</summary>
    public async Task<ScanRecord?> FindFormerAsync(HttpContext context, Guid id)
    {
        var (scan, _) = await FindAsync(context, id).ConfigureAwait(false);
        if (scan is not { Status: ScanStatus.Done } || AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return null;
        }

        var former = await store.ListAsync(caller, new AuditCursor(id), MostFormer, context.RequestAborted).ConfigureAwait(false);
        return former.Find(other => other.Status == ScanStatus.Done && other.Cluster == scan.Cluster && other.Scope.SequenceEqual(scan.Scope));
    }

    /// <summary>There is no such scan, or none that the caller may read.</summary>
    public static ProblemResult NotFound(Guid id) =>
        new(ProblemType.NotFound, $"There is no scan {id}. It may have been removed: scans are kept for a limited time.");
}

/// <summary>Two scans, and how they differ.</summary>
/// <param name="Before">The one that is compared with.</param>
/// <param name="After">The other one.</param>
/// <param name="Differences">What is new, gone and changed in it.</param>
internal sealed record ComparedScans(ScanRecord Before, ScanRecord After, ScanDifferences Differences);
