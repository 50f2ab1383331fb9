using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>
/// Gives errors that came without a body the form of all others: what nothing is mapped to, methods that an address does not take, callers
/// without a token, hosts that <c>AllowedHosts</c> does not name. An endpoint with <c>SkipStatusCodePages</c> keeps its empty errors.
/// </summary>
internal sealed class EmptyErrors(IRefusalWriter refusals) : IPipelineMiddleware
{
    public PipelineStage Stage => PipelineStage.EmptyErrors;

    public RequestDelegate Use(RequestDelegate next) => context =>
    {
        // Most answers are complete here: they get by without a state machine.
        var answer = next(context);
        return answer.IsCompletedSuccessfully ? Fill(context) : FillAsync(answer, context);
    };

    private async Task FillAsync(Task answer, HttpContext context)
    {
        await answer.ConfigureAwait(false);
        await Fill(context).ConfigureAwait(false);
    }

    private Task Fill(HttpContext context) =>
        context.Response is { StatusCode: >= StatusCodes.Status400BadRequest, HasStarted: false, ContentLength: null, ContentType: null } && !context.RequestAborted.IsCancellationRequested
        && context.GetEndpoint()?.Metadata.GetMetadata<ISkipStatusCodePagesMetadata>() is null
            ? refusals.WriteAsync(context, new Refusal(context.Response.StatusCode, Detail(context)))
            : Task.CompletedTask;

    private static string? Detail(HttpContext context) => context.Response.StatusCode switch
    {
        // The host's own filter ends such a request before anything of the service sees it.
        StatusCodes.Status400BadRequest when RequestLifetime.Of(context) is null => "No host of this name is served here.",
        StatusCodes.Status404NotFound when context.GetEndpoint() is null => $"There is nothing at {context.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{context.Request.Path} takes {context.Response.Headers.Allow}, not {context.Request.Method}.",
        _ => null,
    };
}
