using System.Globalization;

namespace MicroService.Tests.Faults;

/// <summary>What a process holds at one moment, as Linux counts it.</summary>
/// <param name="Threads">Its threads.</param>
/// <param name="Handles">Its open files and sockets.</param>
/// <param name="MemoryBytes">Its resident memory.</param>
internal sealed record ProcessFootprint(int Threads, int Handles, long MemoryBytes)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// What may be more than before without being a leak: pool threads that are not yet retired, connections of a pool, the assemblies that the first
    /// failures load, garbage not yet collected.
    /// </summary>
    public static ProcessFootprint Margin { get; } = new(Threads: 8, Handles: 24, MemoryBytes: 128L << 20);

    /// <summary>Measures a running process.</summary>
    public static ProcessFootprint Measure(int id) => new(
        Directory.GetDirectories($"/proc/{id}/task").Length,
        Directory.GetFiles($"/proc/{id}/fd").Length,
        ResidentBytes(id));

    /// <summary>Measures until the process holds no more than before and the margin; what it held last if it never does.</summary>
    public async Task<ProcessFootprint> ReturnAsync(int id)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var now = Measure(id);
            if (Explain(now) is null || patience.IsCancellationRequested)
            {
                return now;
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    /// <summary>What is more than this footprint and the margin allow; null if nothing is.</summary>
    public string? Explain(ProcessFootprint later)
    {
        var more = new List<string>();
        Compare("threads", Threads, later.Threads, Margin.Threads);
        Compare("handles", Handles, later.Handles, Margin.Handles);
        Compare("bytes resident", MemoryBytes, later.MemoryBytes, Margin.MemoryBytes);
        return more.Count == 0 ? null : string.Join(", ", more);

        void Compare(string what, long before, long after, long margin)
        {
            if (after > before + margin)
            {
                more.Add($"{after} {what} after {before} (and {margin} allowed for)");
            }
        }
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Threads} threads, {Handles} handles, {MemoryBytes >> 20} MiB");

    private static long ResidentBytes(int id)
    {
        var line = File.ReadLines($"/proc/{id}/status").Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture);
    }
}
