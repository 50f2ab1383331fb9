namespace MicroService.Tests.Faults;

/// <summary>The contract: each fault of each dependency, and what it may cost. The table in <c>docs/resilience.md</c> is made of it.</summary>
internal static class FaultContracts
{
    private const string Stale = "200 stale";

    // In breaks of a breaker and health checks it is less by far; a driver that waits for a dead connection's command would be over it.
    private static readonly RecoveryLimit Soon = RecoveryLimit.TotalTimeouts(8);

    private static readonly FaultKind[] Outages =
        [FaultKind.Killed, FaultKind.Paused, FaultKind.Crawling, FaultKind.Cut, FaultKind.Reset, FaultKind.BlackHole, FaultKind.Unanswered];

    /// <summary>Every row, in the order of the table.</summary>
    public static IReadOnlyList<FaultContract> All { get; } = [.. History(), .. Cache(), .. Upstream()];

    private static IEnumerable<FaultContract> History()
    {
        foreach (var kind in Outages)
        {
            yield return new FaultContract(
                AuditStage.History,
                kind,
                [
                    Of(AuditStage.Create, ["503"], "201"),
                    Of(AuditStage.List, [Stale], "200"),
                    Of(AuditStage.Seen, [Stale], "200"),
                    Of(AuditStage.Unknown, ["503"], "404"),
                ],
                Of(ProbeWatch.Ready, ["200 Degraded"], "200"),
                Bound: 2, Recovery: Soon);
        }

        yield return new FaultContract(
            AuditStage.History,
            FaultKind.HalfOpen,
            [
                Of(AuditStage.Create, ["201"], "503"),
                Of(AuditStage.List, ["200"], Stale),
                Of(AuditStage.Seen, ["200"], Stale),
                Of(AuditStage.Unknown, ["404"], "503"),
            ],
            Of(ProbeWatch.Ready, ["200"], "200 Degraded"),
            Bound: 2, Recovery: Soon,
            RecoversUnhealed: true);
        yield return new FaultContract(AuditStage.History, FaultKind.Slow, [.. AuditsAsUsual()], Of(ProbeWatch.Ready, ["200"]), Bound: 1, Recovery: Soon);
    }

    private static IEnumerable<FaultContract> Cache()
    {
        foreach (var kind in Outages)
        {
            yield return new FaultContract(AuditStage.Cache, kind, [.. AuditsAsUsual()], Of(ProbeWatch.Ready, ["200 Degraded"], "200"), Bound: 4, Recovery: RecoveryLimit.NewConnection);
        }

        yield return new FaultContract(
            AuditStage.Cache, FaultKind.HalfOpen, [.. AuditsAsUsual()], Of(ProbeWatch.Ready, ["200"], "200 Degraded"), Bound: 4, Recovery: RecoveryLimit.NewConnection, RecoversUnhealed: true);
        yield return new FaultContract(AuditStage.Cache, FaultKind.Slow, [.. AuditsAsUsual()], Of(ProbeWatch.Ready, ["200"]), Bound: 4, Recovery: Soon);
    }

    private static IEnumerable<FaultContract> Upstream()
    {
        foreach (var kind in Outages)
        {
            yield return new FaultContract(
                UpstreamStage.Upstream,
                kind,
                [Of(UpstreamStage.Read, ["503"], "200", "504"), Of(UpstreamStage.Send, ["503"], "200", "504"), Of(UpstreamStage.Own, ["200"])],
                Of(ProbeWatch.Ready, ["200"]),
                Bound: 2, Recovery: Soon);
        }

        yield return new FaultContract(
            UpstreamStage.Upstream,
            FaultKind.HalfOpen,
            [Of(UpstreamStage.Read, ["200"], "503", "504"), Of(UpstreamStage.Send, ["200"], "503", "504"), Of(UpstreamStage.Own, ["200"])],
            Of(ProbeWatch.Ready, ["200"]),
            Bound: 2, Recovery: Soon,
            RecoversUnhealed: true);
        yield return new FaultContract(
            UpstreamStage.Upstream,
            FaultKind.Slow,
            [Of(UpstreamStage.Read, ["200"]), Of(UpstreamStage.Send, ["200"]), Of(UpstreamStage.Own, ["200"])],
            Of(ProbeWatch.Ready, ["200"]),
            Bound: 1, Recovery: Soon);
    }

    private static IEnumerable<CallContract> AuditsAsUsual() =>
        [Of(AuditStage.Create, ["201"]), Of(AuditStage.List, ["200"]), Of(AuditStage.Seen, ["200"]), Of(AuditStage.Unknown, ["404"])];

    private static CallContract Of(string call, string[] seen, params string[] allowed) => new(call, seen, allowed);
}
