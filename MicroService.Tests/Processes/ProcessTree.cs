using System.Globalization;

namespace MicroService.Tests.Processes;

/// <summary>A process with everything it started, as Linux lists it.</summary>
internal static class ProcessTree
{
    /// <summary>Sends a signal to the processes below <paramref name="root"/>, itself included, that run a program of this name.</summary>
    public static async Task SignalAsync(int root, string program, ProcessSignal signal)
    {
        var members = Members(root).Where(process => process.Program == program).Select(process => process.Id).ToArray();
        await ChildProcess.RunAsync("kill", ["-s", signal.ToString().ToUpperInvariant(), .. members.Select(id => $"{id}")]);
    }

    /// <summary>The process and its descendants, parents before children.</summary>
    public static IReadOnlyList<(int Id, string Program)> Members(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Read(id) : null)
            .OfType<(int Id, int Parent, string Program)>()
            .ToArray();
        var members = new List<(int Id, string Program)>();
        var generation = all.Where(process => process.Id == root).ToArray();
        while (generation.Length > 0)
        {
            members.AddRange(generation.Select(process => (process.Id, process.Program)));
            var parents = generation.Select(process => process.Id).ToHashSet();
            generation = [.. all.Where(process => parents.Contains(process.Parent))];
        }

        return members;
    }

    private static (int Id, int Parent, string Program)? Read(int id)
    {
        try
        {
            // "17 (a (strange) name) S 16 …": the name may hold anything.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (start, end) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            return (id, int.Parse(stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture), stat[(start + 1)..end]);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
