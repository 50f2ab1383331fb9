using MicroService.ServiceDefaults.Lifecycle;

namespace MicroService.Api.Problems;

/// <summary>Makes every error of the Api a problem document.</summary>
public static class ProblemRegistration
{
    /// <summary>Registers what <see cref="UseProblems"/> needs.</summary>
    public static IServiceCollection AddProblems(this IServiceCollection services)
    {
        services.AddSingleton<IRefusalWriter, ProblemRefusal>();
        services.AddExceptionHandler<ProblemExceptionHandler>();
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        return services;
    }

    /// <summary>Answers with a problem for every exception, and for every error status that came without a body.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        // Never reached, as the handler takes everything; without it the middleware would want the framework's own problem service.
        app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = static _ => Task.CompletedTask });
        return app.UseStatusCodePages(static context =>
        {
            var http = context.HttpContext;
            return ProblemType.For(http.Response.StatusCode) is { } type
                ? new ProblemResult(type, Detail(http, type)).ExecuteAsync(http)
                : Task.CompletedTask;
        });
    }

    private static string? Detail(HttpContext http, ProblemType type) => type.Status switch
    {
        StatusCodes.Status404NotFound => $"There is nothing at {http.Request.Path}.",
        StatusCodes.Status405MethodNotAllowed => $"{http.Request.Path} takes {http.Response.Headers.Allow}, not {http.Request.Method}.",
        _ => null,
    };
}
