using System.Diagnostics;

namespace MicroService.Tests.AppHost.Embedded;

/// <summary>Processes that a test knows by their id only.</summary>
internal static class RunningProcess
{
    public static void Kill(int id)
    {
        using var process = Process.GetProcessById(id);
        process.Kill();
    }

    /// <summary>Whether it still runs. A zombie has ended: only its parent, whoever adopted it, has not asked how.</summary>
    public static bool Is(int id) =>
        OperatingSystem.IsLinux()
            ? File.Exists($"/proc/{id}/stat") && !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal)
            : Process.GetProcesses().Any(process => process.Id == id);
}
