using System.Collections.Concurrent;
using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Faults;

/// <summary>What all trials of a run showed, as tables.</summary>
internal sealed class FaultReport
{
    private readonly ConcurrentQueue<FaultOutcome> _outcomes = new();

    /// <summary>Keeps what a trial showed.</summary>
    public void Add(FaultOutcome outcome) => _outcomes.Enqueue(outcome);

    /// <summary>
    /// Prints the table and writes it to <c>artifacts/tests/faults.md</c>; without a trial there is nothing to tell. Where golden
    /// files are rewritten, a whole run that kept the contract is noted in the page for operators too.
    /// </summary>
    public async Task PublishAsync()
    {
        if (_outcomes.IsEmpty)
        {
            return;
        }

        var table = FaultTable.Render(_outcomes);
        var folder = Directory.CreateDirectory(RepositoryRoot.Combine("artifacts", "tests"));
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "faults.md"), table);
        await Console.Out.WriteLineAsync($"\n{table}");
        if (GoldenFile.MayWrite && IsWhole())
        {
            var page = FaultPage.With(FaultPage.Observed, ObservedTable.Render([.. _outcomes], TimeProvider.System.GetUtcNow()));
            await File.WriteAllTextAsync(RepositoryRoot.Combine(FaultPage.Path), page);
        }
    }

    private bool IsWhole() =>
        _outcomes.All(outcome => outcome.Violations.Count == 0)
        && FaultContracts.All.All(contract => _outcomes.Count(outcome => outcome.Contract.Name == contract.Name) == FaultPace.Rounds);
}
