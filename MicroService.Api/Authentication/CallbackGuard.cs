using MicroService.Api.Callers;
using MicroService.Api.Problems;

namespace MicroService.Api.Authentication;

/// <summary>
/// Stands before the handler that finishes sign-ins, which answers before any endpoint does: each caller may ask it as often as anything else, and by GET alone.
/// </summary>
internal static class CallbackGuard
{
    private static readonly ProblemResult NotByGet = new(ProblemType.MethodNotAllowed, "A sign-in is finished by GET.");

    /// <summary>Limits the address that the authority sends people back to.</summary>
    public static void UseCallback(this WebApplication app)
    {
        // The limiter asks the endpoint; whoever gets as far as to it has not come from the authority.
        app.MapGet(SignInRegistration.CallbackPath, static () => new ProblemResult(ProblemType.NotFound, "Open the page itself.")).ExcludeFromDescription().LimitCallers();
        app.UseWhen(IsCallback, static branch => branch.Use(RequireGet).UseRateLimiter());
    }

    private static bool IsCallback(HttpContext context) => context.Request.Path == SignInRegistration.CallbackPath;

    private static RequestDelegate RequireGet(RequestDelegate next) => context =>
        HttpMethods.IsGet(context.Request.Method) ? next(context) : NotByGet.ExecuteAsync(context);
}
