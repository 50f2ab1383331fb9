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
    public static bool Is(int id)
    {
        if (!OperatingSystem.IsLinux())
        {
            return Process.GetProcesses().Any(process => process.Id == id);
        }

        try
        {
            return !File.ReadAllText($"/proc/{id}/stat").Contains(") Z ", StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // It has ended, maybe while it was looked at.
            return false;
        }
    }
}
