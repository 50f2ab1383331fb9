namespace MicroService.Api.Problems;

/// <summary>Shows problems to people, where a browser asks for a page.</summary>
internal interface IProblemPage
{
    /// <summary>Whether a page is asked for, and not data.</summary>
    bool IsFor(HttpRequest request);

    /// <summary>Writes the page; status and headers are set.</summary>
    Task WriteAsync(HttpContext context, ProblemDocument problem);
}
