namespace MicroService.Cli;

/// <summary>The exit codes of the tool; from 64 on those of BSD's sysexits.h. <c>docs/operations.md</c> lists them.</summary>
internal static class ExitCode
{
    /// <summary>Success.</summary>
    public const int Good = 0;

    /// <summary>
    /// There are findings at or above <c>--fail-on</c>, new ones where there is a baseline; or <c>fix --check</c> or <c>rightsize --check</c> would
    /// change something.
    /// </summary>
    public const int Findings = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The input cannot be read, or is not a manifest (EX_DATAERR).</summary>
    public const int BadInput = 65;

    /// <summary>The cluster cannot be reached, or read, or Prometheus cannot be asked (EX_UNAVAILABLE).</summary>
    public const int Unavailable = 69;

    /// <summary>An unexpected failure, usually a bug (EX_SOFTWARE).</summary>
    public const int Failure = 70;

    /// <summary>A file cannot be written (EX_CANTCREAT).</summary>
    public const int CannotWrite = 73;

    /// <summary>The team's settings are invalid (EX_CONFIG).</summary>
    public const int BadSettings = 78;

    /// <summary>Interrupted by Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
