using System.Globalization;
using System.Text;

namespace MicroService.Tests.Faults;

/// <summary>What one whole run showed, beside the contract: all rounds of a fault in one row.</summary>
internal static class ObservedTable
{
    /// <summary>The run's date and pace, and a table for each dependency.</summary>
    public static string Render(IReadOnlyList<FaultOutcome> outcomes, DateTimeOffset now)
    {
        var text = new StringBuilder();
        text.Append(
            CultureInfo.InvariantCulture,
            $"{now:yyyy-MM-dd}: each fault for {FaultPace.Duration.TotalSeconds} s, {FaultPace.Rounds} × in a row. “Slowest” is the longest wait of a client, as a multiple of the total timeout; “well again” counts from the end of the fault, or of its least time where it need not end.\n");
        foreach (var dependency in FaultContracts.All.GroupBy(contract => contract.Dependency))
        {
            Render([.. dependency], outcomes, text.Append('\n'));
        }

        return text.ToString();
    }

    private static void Render(IReadOnlyList<FaultContract> contracts, IReadOnlyList<FaultOutcome> outcomes, StringBuilder text)
    {
        var calls = contracts[0].Calls.Select(call => call.Call).ToArray();
        text.Append(CultureInfo.InvariantCulture, $"| {contracts[0].Dependency} | {string.Join(" | ", calls.Select(call => $"`{call}`"))} | `/health/ready` | slowest | well again after |\n");
        text.Append("|---|").Insert(text.Length, "---|", calls.Length).Append("---|---|---|\n");
        foreach (var contract in contracts)
        {
            var rounds = outcomes.Where(outcome => outcome.Contract.Name == contract.Name).ToArray();
            var seen = calls.Select(call => Sum(rounds.Select(round => round.Calls[call])));
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {FaultTable.Words(contract.Kind)} | {string.Join(" | ", seen)} | {Sum(rounds.Select(round => round.Probes[ProbeWatch.Ready]))} | {rounds.Max(round => round.Slowest):0.00} × | {rounds.Max(round => round.Recovery).TotalSeconds:0.0} s |\n");
        }
    }

    private static string Sum(IEnumerable<IReadOnlyDictionary<string, int>> rounds) =>
        FaultTable.Seen(rounds.SelectMany(round => round).GroupBy(outcome => outcome.Key, outcome => outcome.Value)
            .OrderBy(outcome => outcome.Key, StringComparer.Ordinal).ToDictionary(outcome => outcome.Key, outcome => outcome.Sum()));
}
