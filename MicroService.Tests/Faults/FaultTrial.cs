using System.Diagnostics;

namespace MicroService.Tests.Faults;

/// <summary>One fault, from calm to calm, under load: what was seen of it, and where that breaks the contract.</summary>
internal sealed class FaultTrial(FaultStage stage, FaultContract contract)
{
    /// <summary>How long each of its stages may take before it is given up: longer than any contract allows, so that those are what is judged.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private const int CalmAnswers = 5;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(50);

    private readonly List<string> _violations = [];
    private TimeSpan _injected;
    private TimeSpan _healed;
    private TimeSpan _recovered;

    /// <summary>Injects the fault, undoes it, and tells what was seen.</summary>
    public async Task<FaultOutcome> RunAsync()
    {
        var process = stage.Service.Process;
        var before = await stage.LevelAsync();
        await stage.RememberAsync();
        var logged = process.Output.Count;
        var start = Stopwatch.GetTimestamp();
        var load = BoundedLoad.Start(
            stage.Service.Api.BaseAddress!, stage.Calls, stage.Limits(contract.Dependency, FaultPace.Duration + (4 * Patience)), start);
        var probes = ProbeWatch.Start(stage.Service.Management.BaseAddress!, 10 * FaultStage.CheckTimeout, start);
        await using (load)
        await using (probes)
        {
            await LiveThroughAsync(load, probes);
            await load.StopAsync();
            await probes.StopAsync();
        }

        var answers = load.Answers;
        Judge(answers);
        Judge(probes.Answers);
        _violations.AddRange(await stage.ExplainAsync(answers) is { } lost ? [lost] : []);
        _violations.AddRange(LogReader.Explain(process.Output.Skip(logged), process.Error));
        var recovery = _recovered - (contract.RecoversUnhealed ? _injected + FaultPace.Duration : _healed);
        if (recovery > contract.Recovery.Of(stage.TotalTimeout(contract.Dependency)))
        {
            _violations.Add($"It took {recovery} to recover; the contract says: {contract.Recovery}.");
        }

        var after = process.HasExited ? before : await before.ReturnAsync(process.Id);
        _violations.AddRange(before.Explain(after) is { } more ? [$"The process holds {more}."] : []);
        return new FaultOutcome(
            contract,
            Count(answers.Where(answer => answer.Started < _recovered && answer.Ended > _injected), answer => answer.Call, answer => answer.Outcome),
            Count(probes.Answers.Where(answer => answer.Started < _recovered), answer => answer.Probe, answer => answer.Outcome),
            answers.Max(answer => answer.Elapsed) / stage.TotalTimeout(contract.Dependency),
            recovery,
            before,
            after,
            _violations);
    }

    private static Dictionary<string, IReadOnlyDictionary<string, int>> Count<T>(IEnumerable<T> answers, Func<T, string> name, Func<T, string> outcome) =>
        answers.GroupBy(name).ToDictionary(
            named => named.Key,
            IReadOnlyDictionary<string, int> (named) => named.GroupBy(outcome).OrderBy(group => group.Key, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count()));

    private async Task LiveThroughAsync(BoundedLoad load, ProbeWatch probes)
    {
        var dependency = stage.Dependencies[contract.Dependency];
        await ExpectAsync("calm before the fault", load, () => Task.FromResult(IsCalmSince(load, TimeSpan.Zero)));
        var hindrances = dependency.Proxy.Hindrances;
        _injected = load.Now;
        try
        {
            await dependency.InjectAsync(contract.Kind);
            await Task.Delay(FaultPace.Duration, CancellationToken.None);
            await ExpectAsync("all that the fault is known by", load, () => Task.FromResult(IsAllSeen(load, probes)));
            await ExpectAsync("connection that met the fault", load, () => Task.FromResult(contract.Kind is FaultKind.Paused || dependency.Proxy.Hindrances > hindrances));
            if (contract.RecoversUnhealed)
            {
                await ExpectAsync("recovery while the fault lasts", load, () => IsWellAsync(load, probes, _injected));
                _recovered = load.Now;
            }
        }
        finally
        {
            _healed = load.Now;
            await dependency.HealAsync(contract.Kind);
            if (!contract.RecoversUnhealed)
            {
                _healed = load.Now;
            }
        }

        if (!contract.RecoversUnhealed)
        {
            var healed = _healed;
            await ExpectAsync("recovery", load, () => IsWellAsync(load, probes, healed));
            _recovered = load.Now;
        }

        await ExpectAsync("calm afterwards", load, () => Task.FromResult(IsCalmSince(load, _recovered)));
    }

    private async Task ExpectAsync(string what, BoundedLoad load, Func<Task<bool>> isThere)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await isThere())
        {
            if (stage.Service.Process.HasExited || load.IsSpent || patience.IsCancellationRequested)
            {
                _violations.Add($"There was no {what} ({(stage.Service.Process.HasExited ? "the process ended" : load.IsSpent ? "the load was spent" : $"within {Patience}")}).");
                return;
            }

            await Task.Delay(Look, CancellationToken.None);
        }
    }

    private bool IsCalmSince(BoundedLoad load, TimeSpan since)
    {
        var answers = load.Answers.Where(answer => answer.Started >= since).ToLookup(answer => answer.Call);
        return stage.Calls.All(call => answers[call.Name].Count() >= CalmAnswers);
    }

    private bool IsAllSeen(BoundedLoad load, ProbeWatch probes)
    {
        var answers = load.Answers.Where(answer => answer.Ended > _injected).Select(answer => (answer.Call, answer.Outcome)).ToHashSet();
        return contract.Calls.All(call => call.Seen.All(outcome => answers.Contains((call.Call, outcome))))
            && contract.Ready.Seen.All(outcome => probes.Answers.Any(answer => answer.Probe == ProbeWatch.Ready && answer.Started >= _injected && answer.Outcome == outcome));
    }

    private async Task<bool> IsWellAsync(BoundedLoad load, ProbeWatch probes, TimeSpan since)
    {
        var answers = load.Answers.Where(answer => answer.Started >= since).ToLookup(answer => answer.Call);
        return stage.Calls.All(call => answers[call.Name].MaxBy(answer => answer.Started)?.Outcome == call.Good)
            && await stage.AreBreakersClosedAsync()
            && (await probes.AskAsync(ProbeWatch.Ready)).Outcome == "200";
    }

    private void Judge(IReadOnlyList<LoadAnswer> answers)
    {
        foreach (var call in stage.Calls)
        {
            var contracted = contract.For(call.Name);
            var made = answers.Where(answer => answer.Call == call.Name).ToList();
            Report($"{call.Name} before the fault", made.Where(answer => answer.Ended <= _injected && answer.Outcome != call.Good));
            Report($"{call.Name} after the recovery", made.Where(answer => answer.Started >= _recovered && answer.Outcome != call.Good));
            Report($"{call.Name} against the contract", made.Where(answer => answer.Ended > _injected && answer.Started < _recovered && !contracted.Allows(answer.Outcome)));
        }

        var bound = contract.Bound * stage.TotalTimeout(contract.Dependency);
        Report($"longer than {contract.Bound} × the total timeout", answers.Where(answer => answer.Elapsed > bound));
    }

    private void Judge(IReadOnlyList<ProbeAnswer> answers)
    {
        Report("live", answers.Where(answer => answer.Probe == ProbeWatch.Live && answer.Outcome != "200"));
        Report("ready before the fault", answers.Where(answer => answer.Probe == ProbeWatch.Ready && answer.Started + answer.Elapsed <= _injected && answer.Outcome != "200"));
        Report("ready after the recovery", answers.Where(answer => answer.Probe == ProbeWatch.Ready && answer.Started >= _recovered && answer.Outcome != "200"));
        Report("ready against the contract", answers.Where(answer => answer.Probe == ProbeWatch.Ready && answer.Started < _recovered && !contract.Ready.Allows(answer.Outcome)));
        Report("probes longer than 4 × Health:CheckTimeout", answers.Where(answer => answer.Elapsed > 4 * FaultStage.CheckTimeout));
    }

    private void Report<T>(string what, IEnumerable<T> answers)
    {
        var found = answers.ToList();
        if (found.Count > 0)
        {
            _violations.Add($"{found.Count} × {what}: {string.Join("; ", found.Take(3))}");
        }
    }
}
