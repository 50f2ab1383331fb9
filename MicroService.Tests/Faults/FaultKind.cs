namespace MicroService.Tests.Faults;

/// <summary>What can go wrong with a dependency, seen from the network and from its machine.</summary>
internal enum FaultKind
{
    /// <summary>SIGKILL to each of its processes; later it starts again on the same port.</summary>
    Killed,

    /// <summary>SIGSTOP to each of its processes: the kernel accepts connections, nobody answers.</summary>
    Paused,

    /// <summary>Each chunk is late, by far less than the timeouts.</summary>
    Slow,

    /// <summary>So few bytes a second that no call is in time.</summary>
    Crawling,

    /// <summary>Connections are closed, new ones refused.</summary>
    Cut,

    /// <summary>Connections and new ones are reset.</summary>
    Reset,

    /// <summary>Connections are accepted, nothing is forwarded.</summary>
    BlackHole,

    /// <summary>It gets what it is sent and does it, and its answers get lost.</summary>
    Unanswered,

    /// <summary>The connections there are have nobody at their other end any more; new ones work.</summary>
    HalfOpen,
}
