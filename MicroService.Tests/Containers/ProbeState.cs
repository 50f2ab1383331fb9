using System.Collections.Concurrent;
using System.Diagnostics;

namespace MicroService.Tests.Containers;

/// <summary>What the kubelet makes of the answers to a probe.</summary>
/// <param name="probe">The probe.</param>
/// <param name="isPassing">What it takes for granted before there are enough answers.</param>
internal sealed class ProbeState(PodProbe probe, bool isPassing)
{
    private readonly ConcurrentQueue<ProbeAnswer> _answers = new();
    private volatile bool _isPassing = isPassing;
    private volatile bool _hasFailed;
    private bool _last;
    private int _inRow;

    public PodProbe Probe => probe;

    public bool IsPassing => _isPassing;

    /// <summary>Whether it ever was a failure.</summary>
    public bool HasFailed => _hasFailed;

    public IReadOnlyCollection<ProbeAnswer> Answers => _answers;

    /// <summary>Takes the next answer, to what was asked at this time.</summary>
    public void Observe(bool isGood, long asked)
    {
        _inRow = _inRow > 0 && isGood == _last ? _inRow + 1 : 1;
        _last = isGood;
        if (_inRow >= (isGood ? probe.SuccessThreshold : probe.FailureThreshold))
        {
            _isPassing = isGood;
            _hasFailed |= !isGood;
        }

        _answers.Enqueue(new ProbeAnswer(asked, isGood));
    }

    /// <summary>What was asked since a time (<see cref="Stopwatch.GetTimestamp"/>).</summary>
    public IEnumerable<ProbeAnswer> Since(long time) => _answers.Where(answer => answer.Asked >= time);
}
