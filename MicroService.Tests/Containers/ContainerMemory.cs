using System.Globalization;

namespace MicroService.Tests.Containers;

/// <summary>The memory of a control group, as the kernel counts it.</summary>
internal static class ContainerMemory
{
    /// <summary>The resident bytes of a process.</summary>
    public static long Resident(int process)
    {
        var line = File.ReadLines($"/proc/{process}/status").Single(static line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }

    /// <summary>The most bytes that the group of this process has held so far.</summary>
    public static long Peak(int process)
    {
        var group = File.ReadLines($"/proc/{process}/cgroup").Select(static line => line.Split(':', 3)).ToArray();
        var file = group.SingleOrDefault(static parts => parts[1].Split(',').Contains("memory")) is [_, _, var first]
            ? $"/sys/fs/cgroup/memory{first}/memory.max_usage_in_bytes"
            : $"/sys/fs/cgroup{group.Single(static parts => parts[1].Length == 0)[2]}/memory.peak";
        return long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture);
    }
}
