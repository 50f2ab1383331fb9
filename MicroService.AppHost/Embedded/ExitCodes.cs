namespace MicroService.AppHost.Embedded;

/// <summary>Exit codes, those of <c>sysexits.h</c> where it has one.</summary>
internal static class ExitCodes
{
    public const int Good = 0;

    /// <summary>The command line is wrong.</summary>
    public const int Usage = 2;

    /// <summary>EX_DATAERR: the manifest is wrong.</summary>
    public const int BadInput = 65;

    /// <summary>EX_UNAVAILABLE: a resource could not be started.</summary>
    public const int Unavailable = 69;

    /// <summary>EX_CONFIG: a resource refused its configuration.</summary>
    public const int BadConfiguration = 78;

    /// <summary>A second signal ended the run before everything had stopped; by shell convention 128 + SIGTERM.</summary>
    public const int StoppedAtOnce = 143;
}
