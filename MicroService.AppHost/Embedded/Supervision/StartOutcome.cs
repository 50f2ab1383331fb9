namespace MicroService.AppHost.Embedded.Supervision;

/// <summary>How a resource's first start, or its whole run, ended up.</summary>
internal abstract record StartOutcome
{
    internal sealed record Healthy : StartOutcome;

    /// <param name="Message">What went wrong and what to do.</param>
    /// <param name="ExitCode">What the AppHost ends with.</param>
    internal sealed record Failed(string Message, int ExitCode) : StartOutcome;

    /// <summary>The run was stopped before.</summary>
    internal sealed record Cancelled : StartOutcome;
}
