namespace MicroService.Api.Commands;

/// <summary>The exit codes of the service's commands; from 64 on those of BSD's sysexits.h. <c>docs/operations.md</c> lists them.</summary>
public static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Good = 0;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>A dependency is down (EX_UNAVAILABLE).</summary>
    public const int DependencyDown = 69;

    /// <summary>An unexpected failure, usually a bug (EX_SOFTWARE).</summary>
    public const int Failure = 70;

    /// <summary>The configuration is invalid (EX_CONFIG).</summary>
    public const int BadConfiguration = 78;

    /// <summary>Interrupted by Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
