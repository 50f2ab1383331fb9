using System.Runtime.InteropServices;

namespace MicroService.ServiceDefaults.Lifecycle;

/// <summary>How a service ends.</summary>
public static class ExitCode
{
    /// <summary>The service ran and stopped in order.</summary>
    public const int Success = 0;

    /// <summary>A required dependency was not there within <c>Health:StartupDeadline</c> (EX_UNAVAILABLE of sysexits.h).</summary>
    public const int DependencyDown = 69;

    /// <summary>Something unforeseen ended the service (EX_SOFTWARE of sysexits.h).</summary>
    public const int Failure = 70;

    /// <summary>The configuration is wrong (EX_CONFIG of sysexits.h).</summary>
    public const int BadConfiguration = 78;

    /// <summary>A second signal ended the service before its work was done: 128 and the signal's number, as shells have it.</summary>
    public static int ForcedBy(PosixSignal signal) => signal switch
    {
        PosixSignal.SIGHUP => 129,
        PosixSignal.SIGINT => 130,
        PosixSignal.SIGQUIT => 131,
        _ => 143,
    };
}
