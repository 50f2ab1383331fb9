using MicroService.ServiceDefaults.Refusals;

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

    /// <summary>Answers with a problem for every exception.</summary>
    public static IApplicationBuilder UseProblems(this IApplicationBuilder app)
    {
        // Never reached, as the handler takes everything; without it the middleware would want the framework's own problem service.
        return app.UseExceptionHandler(new ExceptionHandlerOptions { ExceptionHandler = static _ => Task.CompletedTask });
    }
}
