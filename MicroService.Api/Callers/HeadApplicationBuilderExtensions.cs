namespace MicroService.Api.Callers;

/// <summary>Answers HEAD wherever GET is answered (RFC 9110, section 9.3.2).</summary>
internal static class HeadApplicationBuilderExtensions
{
    /// <summary>Routes HEAD as GET; the server leaves out the body. It goes before <c>UseRouting</c>.</summary>
    public static IApplicationBuilder UseHeadAsGet(this IApplicationBuilder app) => app.Use(static next => context =>
    {
        var answer = HttpMethods.IsHead(context.Request.Method) ? AnswerAsync(context, next) : next(context);
        if (!answer.IsCompletedSuccessfully)
        {
            return CompleteAsync(answer, context.Response);
        }

        AllowHead(context.Response);
        return Task.CompletedTask;
    });

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var method = context.Request.Method;
        context.Request.Method = HttpMethods.Get;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Request.Method = method;
        }
    }

    private static async Task CompleteAsync(Task answer, HttpResponse response)
    {
        await answer.ConfigureAwait(false);
        AllowHead(response);
    }

    // Routing names the methods that are mapped.
    private static void AllowHead(HttpResponse response)
    {
        if (response is { StatusCode: StatusCodes.Status405MethodNotAllowed, HasStarted: false }
            && response.Headers.Allow.ToString() is var allowed
            && allowed.Contains(HttpMethods.Get, StringComparison.Ordinal)
            && !allowed.Contains(HttpMethods.Head, StringComparison.Ordinal))
        {
            response.Headers.Allow = $"{allowed}, {HttpMethods.Head}";
        }
    }
}
