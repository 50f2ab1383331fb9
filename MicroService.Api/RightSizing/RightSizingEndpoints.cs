using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using MicroService.Api.Audits;
using MicroService.Api.Callers;
using MicroService.Api.Documents;
using MicroService.Api.OpenApi;
using MicroService.Api.Problems;
using MicroService.Api.Scans;
using MicroService.Api.Workloads;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MicroService.Api.RightSizing;

/// <summary><c>/v1/workloads/{ns}/{kind}/{name}/rightsizing</c> and <c>/usage</c>: what a workload should ask for, and what it used.</summary>
public static class RightSizingEndpoints
{
    private const string Path = "/v1/workloads/{ns}/{kind}/{name}";

    private const string Note =
        "The workload must be in a scan that the caller may read. What Prometheus did not answer, or what the time was too short for, is named in "
        + "missing, and the rest counts. An answer without any of that is kept for RightSizing:CacheDuration: Age says for how many seconds it has been, and ETag whether it is another one. ";

    private const int TagBytes = 8;

    /// <summary>Maps workloads and their sizes.</summary>
    public static IEndpointRouteBuilder MapRightSizing(this IEndpointRouteBuilder app)
    {
        var sizes = app.MapWorkloads().MapGroup("").WithTags("Workloads").LimitCallers();
        sizes.MapGet(Path + "/rightsizing", SizeAsync)
            .WithName("GetWorkloadSizes")
            .WithSummary("Requests and limits that fit what a workload used, with the evidence")
            .WithDescription(Note + "Where there is no figure, noCpu or noMemory says why and what to do first.")
            .Produces<WorkloadSizes>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        sizes.MapGet(Path + "/usage", DrawAsync)
            .WithName("GetWorkloadUsage")
            .WithSummary("What a workload used over time, as curves of some 200 points for a chart")
            .WithDescription(Note + "A value is of the pod that used most at that time, and null where there are no samples.")
            .Produces<WorkloadCurves>()
            .WithProblems(ProblemType.Forbidden, ProblemType.NotFound, ProblemType.TooManyRequests, ProblemType.DependencyDown);
        return app;
    }

    private static Task<IResult> SizeAsync(
        HttpContext context,
        string ns,
        string kind,
        string name,
        WorkloadSizing sizing,
        WorkloadStore store,
        IOptionsMonitor<AuditOptions> audits,
        TimeProvider time) =>
        AnswerAsync(context, FindAsync(context, ns, kind, name, sizing, store, audits), sizing.SizeAsync, RightSizingJson.Readable.WorkloadSizes, time);

    private static Task<IResult> DrawAsync(
        HttpContext context,
        string ns,
        string kind,
        string name,
        WorkloadSizing sizing,
        WorkloadStore store,
        IOptionsMonitor<AuditOptions> audits,
        TimeProvider time) =>
        AnswerAsync(context, FindAsync(context, ns, kind, name, sizing, store, audits), sizing.DrawAsync, RightSizingJson.Readable.WorkloadCurves, time);

    private static async Task<IResult> AnswerAsync<T>(
        HttpContext context,
        Task<(WorkloadRow? Workload, IResult? Problem)> find,
        Func<WorkloadRow, CancellationToken, Task<(Dated<T>? Answer, ProblemResult? Problem)>> ask,
        JsonTypeInfo<T> type,
        TimeProvider time)
    {
        var (workload, problem) = await find.ConfigureAwait(false);
        if (workload is null)
        {
            return problem!;
        }

        var (answer, down) = await ask(workload, context.RequestAborted).ConfigureAwait(false);
        return answer is null ? down! : Answer(context, answer, type, time);
    }

    // Whoever keeps the answer asks each time whether it is another one by now.
    private static FileContentHttpResult Answer<T>(HttpContext context, Dated<T> answer, JsonTypeInfo<T> type, TimeProvider time)
    {
        var content = JsonSerializer.SerializeToUtf8Bytes(answer.Value, type);
        var age = time.GetUtcNow() - answer.MadeAt;
        context.Response.Headers.Age = Math.Max(0, Math.Floor(age.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        context.Response.Headers.CacheControl = "private, no-cache";
        var tag = Convert.ToHexStringLower(SHA256.HashData(content).AsSpan(0, TagBytes));
        return TypedResults.Bytes(content, MediaTypes.Json, entityTag: new EntityTagHeaderValue($"\"{tag}\""));
    }

    // What a caller may not know by scans is not told by sizes.
    private static async Task<(WorkloadRow? Workload, IResult? Problem)> FindAsync(
        HttpContext context, string ns, string kind, string name, WorkloadSizing sizing, WorkloadStore store, IOptionsMonitor<AuditOptions> audits)
    {
        if (AuditCaller.Of(context.User, audits.CurrentValue) is not { } caller)
        {
            return (null, AuditEndpoints.Nobody(audits.CurrentValue));
        }

        if (sizing.NotSet is { } missing)
        {
            return (null, missing);
        }

        return await store.FindAsync(caller, ns, kind, name, context.RequestAborted).ConfigureAwait(false) is var (workload, _)
            ? (workload, null)
            : (null, WorkloadReader.NotFound(ns, kind, name));
    }
}
