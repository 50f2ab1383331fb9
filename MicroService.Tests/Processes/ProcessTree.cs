using System.Globalization;

namespace MicroService.Tests.Processes;

/// <summary>A process with everything it started, as Linux lists it.</summary>
internal static class ProcessTree
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Sends a signal to the processes below <paramref name="root"/>, itself included, that run a program of this name.</summary>
    public static async Task SignalAsync(int root, string program, ProcessSignal signal)
    {
        var members = Members(root).Where(process => process.Program == program).Select(process => process.Id).ToArray();
        await ChildProcess.RunAsync("kill", ["-s", signal.ToString().ToUpperInvariant(), .. members.Select(id => $"{id}")]);
    }

    /// <summary>Stops the processes below <paramref name="root"/> that run a program of this name, and those that they start before they are stopped.</summary>
    public static async Task PauseAsync(int root, string program)
    {
        using var patience = new CancellationTokenSource(Patience);
        // One may be started while the others are looked at: the second look finds it.
        for (var looks = 0; looks < 2;)
        {
            Assert.False(patience.IsCancellationRequested, $"{program} does not stop.");
            if (Members(root).Where(process => process.Program == program).All(process => process.State is 'T' or 'Z' or 'X'))
            {
                looks++;
                continue;
            }

            looks = 0;
            await SignalAsync(root, program, ProcessSignal.Stop);
        }
    }

    /// <summary>The process and its descendants with their states as <c>/proc</c> has them, parents before children.</summary>
    public static IReadOnlyList<(int Id, string Program, char State)> Members(int root)
    {
        var all = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? Read(id) : null)
            .OfType<(int Id, int Parent, string Program, char State)>()
            .ToArray();
        var members = new List<(int Id, string Program, char State)>();
        var generation = all.Where(process => process.Id == root).ToArray();
        while (generation.Length > 0)
        {
            members.AddRange(generation.Select(process => (process.Id, process.Program, process.State)));
            var parents = generation.Select(process => process.Id).ToHashSet();
            generation = [.. all.Where(process => parents.Contains(process.Parent))];
        }

        return members;
    }

    private static (int Id, int Parent, string Program, char State)? Read(int id)
    {
        try
        {
            // "17 (a (strange) name) S 16 …": the name may hold anything.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            var (start, end) = (stat.IndexOf('(', StringComparison.Ordinal), stat.LastIndexOf(')'));
            var fields = stat[(end + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            return (id, int.Parse(fields[1], CultureInfo.InvariantCulture), stat[(start + 1)..end], fields[0][0]);
        }
        catch (IOException)
        {
            // It has ended meanwhile.
            return null;
        }
    }
}
