using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Faults;

/// <summary>What all trials of a run showed, as a table.</summary>
internal sealed class FaultReport
{
    private readonly ConcurrentQueue<FaultOutcome> _outcomes = new();

    /// <summary>Keeps what a trial showed.</summary>
    public void Add(FaultOutcome outcome) => _outcomes.Enqueue(outcome);

    /// <summary>Prints the table and writes it to <c>artifacts/tests/faults.md</c>; without a trial there is nothing to tell.</summary>
    public async Task PublishAsync()
    {
        if (_outcomes.IsEmpty)
        {
            return;
        }

        var table = Render();
        var folder = Directory.CreateDirectory(RepositoryRoot.Combine("artifacts", "tests"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "faults.md"), table);
        await Console.Out.WriteLineAsync($"\n{table}");
    }

    private string Render()
    {
        var table = new StringBuilder();
        table.Append("| dependency | fault | seen by clients, from the fault until the recovery | ready | slowest, total timeouts | recovered in | process | contract |\n");
        table.Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var outcome in _outcomes)
        {
            var calls = outcome.Calls.Select(call => $"`{call.Key}` {Seen(call.Value)}");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {outcome.Contract.Dependency} | {FaultTable.Words(outcome.Contract.Kind)} | {string.Join("<br>", calls)} | {Seen(outcome.Probes[ProbeWatch.Ready])} | {outcome.Slowest:0.00} | {outcome.Recovery.TotalSeconds:0.0} s | {outcome.After} (before: {outcome.Before}) | {(outcome.Violations.Count == 0 ? "kept" : "BROKEN")} |\n");
        }

        return table.ToString();
    }

    private static string Seen(IReadOnlyDictionary<string, int> outcomes) => string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} × {outcome.Value}"));
}
