namespace MicroService.Api.Authentication;

/// <summary>Who may call which endpoints.</summary>
public static class CallerPolicy
{
    /// <summary>Asks for a token if an authority is configured, and limits the rate of each caller, those with invalid tokens included.</summary>
    public static WebApplication UseCallers(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var isNeeded = IsNeeded(app);
        if (isNeeded)
        {
            app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<AuthenticationMetrics>().Follow);
            if (AuthenticationOptions.SignsIn(app.Configuration))
            {
                app.UseCallback();
                app.UseSessionKeys();
            }

            app.UseAuthentication();
        }

        app.UseRateLimiter();
        if (isNeeded)
        {
            app.UseAuthorization();
        }

        return app;
    }

    /// <summary>A group of endpoints that ask for a token if an authority is configured.</summary>
    public static RouteGroupBuilder MapForCallers(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        var group = app.MapGroup("");
        return IsNeeded(app) ? group.RequireAuthorization() : group;
    }

    private static bool IsNeeded(WebApplication app) => AuthenticationOptions.HasAuthority(app.Configuration);
}
