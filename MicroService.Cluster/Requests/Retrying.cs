namespace MicroService.Cluster.Requests;

/// <summary>What clients of servers have in common about attempts that failed.</summary>
internal static class Retrying
{
    /// <summary>The pause after an attempt: what the server asked for, or one that doubles with each, spread, as many requests failed at once.</summary>
    /// <param name="attempt">The number of the attempt that failed, from 1.</param>
    /// <param name="asked">What the server asked for.</param>
    /// <param name="first">The pause after the first attempt.</param>
    /// <param name="longest">The longest pause.</param>
    public static TimeSpan Pause(int attempt, TimeSpan? asked, TimeSpan first, TimeSpan longest)
    {
#pragma warning disable CA5394 // Pauses are no secret.
        var pause = asked ?? (first * Math.Pow(2, attempt - 1) * (0.5 + Random.Shared.NextDouble()));
#pragma warning restore CA5394
        return pause < longest ? pause : longest;
    }

    /// <summary>What the network said: the outer exceptions of a request only say that it failed.</summary>
    public static string Words(Exception exception)
    {
        ArgumentNullException.ThrowIfNull(exception);
        while (exception.InnerException is { } inner)
        {
            exception = inner;
        }

        return exception.Message;
    }
}
