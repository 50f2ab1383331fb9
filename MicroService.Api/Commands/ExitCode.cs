namespace MicroService.Api.Commands;

/// <summary>What the command line ends with; from 64 on the words of BSD's sysexits.</summary>
public static class ExitCode
{
    /// <summary>All is well.</summary>
    public const int Good = 0;

    /// <summary>There are findings at or above <c>--fail-on</c>.</summary>
    public const int Findings = 1;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>The input cannot be read, or is not what it should be (EX_DATAERR).</summary>
    public const int BadInput = 65;

    /// <summary>A dependency is down (EX_UNAVAILABLE).</summary>
    public const int DependencyDown = 69;

    /// <summary>Something unforeseen, a bug as a rule (EX_SOFTWARE).</summary>
    public const int Failure = 70;

    /// <summary>The configuration is wrong (EX_CONFIG).</summary>
    public const int BadConfiguration = 78;

    /// <summary>Somebody pressed Ctrl+C: 128 + SIGINT, as shells have it.</summary>
    public const int Interrupted = 130;
}
