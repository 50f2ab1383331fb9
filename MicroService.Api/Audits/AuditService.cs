using System.Buffers;
using System.Security.Cryptography;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Api.Caching;
using MicroService.Api.Documents;
using MicroService.Api.History;
using MicroService.Api.Problems;
using Microsoft.Extensions.Options;
using ZiggyCreatures.Caching.Fusion;

namespace MicroService.Api.Audits;

/// <summary>
/// Audits documents and keeps the results. The same document under the same name is audited once and then taken from the cache;
/// every request leaves an entry of its own in the history, because the history records each request and its time.
/// </summary>
public sealed partial class AuditService(IFusionCache cache, IAuditHistory history, DocumentGate gate, IOptionsMonitor<DocumentOptions> documents, ReportMemory memory, AuditMetrics metrics, CacheMetrics caching, TimeProvider time, ILogger<AuditService> logger)
{
    /// <summary>What tells the rules of this version from those of others, which give other reports.</summary>
    internal static readonly string Ruleset = typeof(Auditor).Module.ModuleVersionId.ToString("N");

    /// <summary>Audits a document and adds the result to the history.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down: nothing was kept.</exception>
    public async Task<AuditOutcome> AuditAsync(AuditRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var hash = HashOf(request.Body.Bytes);
        var key = $"audit:{Ruleset}:{(request.Partial ? "part" : "whole")}:{hash}:{request.Name}";
        ProblemResult? problem = null;
        var isMade = false;
        var audit = await cache.GetOrSetAsync<CachedAudit?>(
            key,
            async (context, token) =>
            {
                (var made, problem) = await MakeAsync(request, token).ConfigureAwait(false);
                isMade = true;
                if (made is null)
                {
                    // What is refused costs little to refuse again.
                    context.Options.SetSkipMemoryCacheWrite().SetSkipDistributedCacheWrite(true, null);
                }
                else if (made.Content.Length > CacheOptions.LongestShared)
                {
                    context.Options.SetSkipDistributedCacheWrite(true, null);
                }

                context.Options.SetSize(made?.Content.Length ?? 1);
                return made;
            },
            token: cancellationToken).ConfigureAwait(false);
        if (audit is null)
        {
            return new AuditOutcome(null, problem);
        }

        if (!await request.HoldReport(audit.Content.Length).ConfigureAwait(false))
        {
            return new AuditOutcome(null, memory.Overloaded);
        }

        metrics.CountAnswer(cached: !isMade);
        caching.Count(CacheMetrics.Audits, isMade ? CacheMetrics.Miss : CacheMetrics.Hit);
        return new AuditOutcome(await KeepAsync(request.Owner, request.Name, hash, audit, cancellationToken).ConfigureAwait(false), null);
    }

    /// <summary>Adds the result of an audit to the history.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down: nothing was kept.</exception>
    internal async Task<AuditEntry> KeepAsync(string owner, string name, string hash, CachedAudit audit, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var summary = new AuditSummary(AuditId.Create(now), now, name, hash, audit.Score, audit.Grade, audit.Workloads, audit.Counts);
        var entry = new AuditEntry(summary, AuditContent.Identify(audit.Content, summary), owner);
        await history.AddAsync(entry, cancellationToken).ConfigureAwait(false);
        return entry;
    }

    /// <summary>Adds the result of an audit to the history, unless the last one of the owner's with this name is the same; answers which one stands for it.</summary>
    /// <exception cref="HistoryUnavailableException">The history is down: nothing was kept.</exception>
    internal async Task<Guid> KeepOnceAsync(string owner, string name, string hash, CachedAudit audit, CancellationToken cancellationToken)
    {
        var named = await history.ListNamedAsync(owner, name, limit: 1, cancellationToken).ConfigureAwait(false);
        return named is [var last] && (last.ContentHash, last.Score, last.Workloads, last.Counts) == (hash, audit.Score, audit.Workloads, audit.Counts)
            ? last.Id
            : (await KeepAsync(owner, name, hash, audit, cancellationToken).ConfigureAwait(false)).Summary.Id;
    }

    /// <summary>Audits files as one application, while the caller holds its turn.</summary>
    internal (MadeAudit? Audit, ProblemResult? Problem) Make(IReadOnlyList<ManifestFile> files, bool partial, CancellationToken cancellationToken)
    {
        using var step = metrics.Begin(AuditPhase.Audit);
        var limit = documents.CurrentValue.MaxFindings;
        var report = new Auditor().Audit(files, new AuditSettings { Partial = partial, MaxFindings = limit }, cancellationToken);
        foreach (var fault in report.Faults)
        {
            RuleFailed(fault.Exception, fault.RuleId, fault.Object.Kind);
        }

        if (report.IsCut)
        {
            return (null, DocumentProblems.TooManyFindings(limit));
        }

        var document = report.ToDocument(partial);
        if (JsonReport.Write(document, documents.CurrentValue.ReportMemory) is not { } content)
        {
            return (null, ReportMemory.TooLong);
        }

        metrics.CountFindings(report);
        step.Describe("audit.objects", document.Objects.Count);
        step.Describe("audit.workloads", document.Workloads);
        step.Describe("audit.findings", document.Findings.Count);
        step.Describe("audit.score", document.Score);
        return (new MadeAudit(report, document, new CachedAudit(document.Score, document.Grade, document.Workloads, document.Counts, content)), null);
    }

    private async Task<(CachedAudit? Audit, ProblemResult? Problem)> MakeAsync(AuditRequest request, CancellationToken cancellationToken)
    {
        using var lease = await gate.EnterAsync(cancellationToken).ConfigureAwait(false);
        if (!lease.IsAcquired)
        {
            return (null, gate.Overloaded);
        }

        var reading = metrics.Parse(request.Name, request.Body.Join());
        if (reading.File is not { } file)
        {
            return (null, DocumentProblems.Describe(reading.Problems));
        }

        var (made, problem) = Make([file], request.Partial, cancellationToken);
        return (made?.Kept, problem);
    }

    private static string HashOf(in ReadOnlySequence<byte> bytes)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var piece in bytes)
        {
            hash.AppendData(piece.Span);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The rule {Rule} failed over a {Kind}; the audit went on without it")]
    private partial void RuleFailed(Exception exception, string rule, string kind);
}
