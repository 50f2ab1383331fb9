using MicroService.Api.Pages.Layouts;
using MicroService.Api.Problems;

namespace MicroService.Api.Pages.Errors;

/// <summary>Shows problems as a page of their own.</summary>
internal sealed class ProblemView : IProblemPage
{
    private static readonly string[] ForPrograms = ["/v1", "/openapi"];

    public bool IsFor(HttpRequest request) =>
        !Array.Exists(ForPrograms, prefix => request.Path.StartsWithSegments(prefix))
        && request.Headers.Accept.ToString().Contains("text/html", StringComparison.OrdinalIgnoreCase);

    public async Task WriteAsync(HttpContext context, ProblemDocument problem)
    {
        PageSecurity.AddHeaders(context.Response.Headers);
        context.Response.ContentType = "text/html; charset=utf-8";
        using var page = ProblemPage.Create(new ProblemPageView(problem, context.Response.Headers.RetryAfter.ToString()));
        page.HttpContext = context;
        await page.RenderAsync(context.Response.BodyWriter, cancellationToken: context.RequestAborted).ConfigureAwait(false);
    }
}
