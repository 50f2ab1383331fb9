using MicroService.Api.Caching;
using MicroService.ServiceDefaults.Logging;

namespace MicroService.Api.Authentication;

/// <summary>Has the keys of sessions at hand before a request needs them.</summary>
internal static partial class SessionKeys
{
    /// <summary>Reads the keys that replicas share, before authentication; without a cache they are this process's own, and the log says so at start.</summary>
    public static void UseSessionKeys(this WebApplication app)
    {
        var logger = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(SessionKeys).FullName!);
        if (app.Services.GetService<SharedKeys>() is not { } keys)
        {
            app.Lifetime.ApplicationStarted.Register(() => KeysOfOneProcess(logger));
            return;
        }

        var failures = app.Services.GetRequiredService<RepeatedFailures>();
        app.Use(next => async context =>
        {
            if (ForPeople.IsFor(context) || context.Request.Path == SignInRegistration.CallbackPath)
            {
                try
                {
                    await keys.PrepareAsync(context.RequestAborted).ConfigureAwait(false);
                }
                catch (Exception exception) when (ProtectedCache.IsOutage(exception))
                {
                    if (failures.IsDue("session-keys", exception, out var others))
                    {
                        NotRead(logger, exception, others);
                    }

                    await SessionEvents.Unavailable.ExecuteAsync(context).ConfigureAwait(false);
                    return;
                }
            }

            await next(context).ConfigureAwait(false);
        });
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Without ConnectionStrings:cache, sessions of the page end with this process, and other replicas do not know them")]
    private static partial void KeysOfOneProcess(ILogger logger);

    [LoggerMessage(Level = LogLevel.Error, Message = "The keys of sessions cannot be read from the cache; {Others} similar failures since the last such line")]
    private static partial void NotRead(ILogger logger, Exception exception, long others);
}
