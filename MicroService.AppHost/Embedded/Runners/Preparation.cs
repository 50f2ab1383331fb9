using MicroService.AppHost.Embedded.Processes;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>A command to run, or why there is none.</summary>
internal abstract record Preparation
{
    internal sealed record Ready(ProcessCommand Command) : Preparation;

    /// <param name="Message">What went wrong.</param>
    /// <param name="Advice">What to do about it.</param>
    internal sealed record Failed(string Message, string Advice) : Preparation;
}
