using System.Globalization;
using System.Text;

namespace MicroService.Tests.Faults;

/// <summary>The contract as the table that operators read, and what was seen of it.</summary>
internal static class FaultTable
{
    /// <summary>The rows of these contracts with a column for each of their calls.</summary>
    public static string Render(IReadOnlyList<FaultContract> contracts)
    {
        var calls = contracts[0].Calls.Select(call => call.Call).ToArray();
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"| {contracts[0].Dependency} | {string.Join(" | ", calls.Select(call => $"`{call}`"))} | `/health/ready` | answers within | well again |\n");
        table.Append("|---|").Insert(table.Length, "---|", calls.Length).Append("---|---|---|\n");
        foreach (var contract in contracts)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {Words(contract.Kind)} | {string.Join(" | ", calls.Select(contract.For))} | {contract.Ready} | {contract.Bound} × | {(contract.RecoversUnhealed ? "by itself" : "after its end")}, {contract.Recovery} |\n");
        }

        return table.ToString();
    }

    /// <summary>What each trial showed.</summary>
    public static string Render(IEnumerable<FaultOutcome> outcomes)
    {
        var table = new StringBuilder();
        table.Append("| dependency | fault | seen by clients, from the fault until the recovery | ready | slowest, total timeouts | recovered in | process | contract |\n");
        table.Append("|---|---|---|---|---|---|---|---|\n");
        foreach (var outcome in outcomes)
        {
            var calls = outcome.Calls.Select(call => $"`{call.Key}` {Seen(call.Value)}");
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {outcome.Contract.Dependency} | {Words(outcome.Contract.Kind)} | {string.Join("<br>", calls)} | {Seen(outcome.Probes[ProbeWatch.Ready])} | {outcome.Slowest:0.00} | {outcome.Recovery.TotalSeconds:0.0} s | {outcome.After} (before: {outcome.Before}) | {(outcome.Violations.Count == 0 ? "kept" : "BROKEN")} |\n");
        }

        return table.ToString();
    }

    /// <summary>How often each outcome was seen.</summary>
    public static string Seen(IReadOnlyDictionary<string, int> outcomes) => string.Join(", ", outcomes.Select(outcome => $"{outcome.Key} × {outcome.Value}"));

    /// <summary>A fault in words.</summary>
    public static string Words(FaultKind kind) => kind switch
    {
        FaultKind.Killed => "killed (SIGKILL), started again later",
        FaultKind.Paused => "paused (SIGSTOP)",
        FaultKind.Slow => "slow: each chunk 20 ms late",
        FaultKind.Crawling => "crawling: answers at 20 bytes a second",
        FaultKind.Cut => "cut: connections closed, new ones refused",
        FaultKind.Reset => "connections and new ones reset",
        FaultKind.BlackHole => "black hole: connections accepted, nothing forwarded",
        FaultKind.Unanswered => "answers lost: it gets what it is sent and does it",
        FaultKind.HalfOpen => "half open: old connections dead without a word, new ones work",
        _ => throw new InvalidOperationException($"There are no words for {kind}."),
    };
}
