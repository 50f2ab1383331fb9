namespace MicroService.Tests.Faults;

/// <summary>A real server behind a proxy, and how to hurt it.</summary>
internal sealed record FaultyDependency(FaultProxy Proxy, Func<Task> Kill, Func<Task> Restart, Func<Task> Pause, Func<Task> Resume)
{
    private static readonly LinkConduct Late = new(TimeSpan.FromMilliseconds(20));
    private static readonly LinkConduct Trickle = new(BytesPerSecond: 20);

    /// <summary>Makes the fault happen.</summary>
    public Task InjectAsync(FaultKind kind) => kind switch
    {
        FaultKind.Killed => Kill(),
        FaultKind.Paused => Pause(),
        FaultKind.Cut => Proxy.CutAsync(),
        _ => Task.Run(() => Misbehave(kind)),
    };

    /// <summary>Undoes the fault; the service has to find that out by itself.</summary>
    public Task HealAsync(FaultKind kind) => kind switch
    {
        FaultKind.Killed => Restart(),
        FaultKind.Paused => Resume(),
        _ => Proxy.HealAsync(),
    };

    private void Misbehave(FaultKind kind)
    {
        switch (kind)
        {
            case FaultKind.Slow:
                Proxy.Carry(Late, Late);
                break;
            case FaultKind.Crawling:
                Proxy.Carry(LinkConduct.Pass, Trickle);
                break;
            case FaultKind.Reset:
                Proxy.Reset();
                break;
            case FaultKind.BlackHole:
                Proxy.BlackHole();
                break;
            case FaultKind.Unanswered:
                Proxy.Carry(LinkConduct.Pass, LinkConduct.Hold);
                break;
            case FaultKind.HalfOpen:
                Proxy.HalfOpen();
                break;
            default:
                throw new InvalidOperationException($"{kind} is no fault of the network.");
        }
    }
}
