using MicroService.Cluster.Prometheus;

namespace MicroService.Cluster.RightSizing;

/// <summary>
/// Turns a counter's raw samples, in pieces, into rates: the increase between two samples about five minutes apart, divided by the time between
/// them. Nothing is extrapolated, so that a container that lived for minutes has the rate that it ran at, and no rate leads over a gap or a
/// restart.
/// </summary>
internal sealed class CounterSeries
{
    private const double Span = 300;
    private const double Tolerance = 1.1;
    private const double LeastShare = 0.55;
    private const double GapInIntervals = 2.5;

    private readonly List<Sample> _run = [];
    private Sample _runStart;
    private (double At, double Rate, double Length)? _partial;
    private bool _hasWhole;

    public double LastAt => _run.Count == 0 ? double.NegativeInfinity : _run[^1].At;

    /// <summary>The usual distance between samples; null if there are too few to tell.</summary>
    public static double? IntervalOf(IReadOnlyList<Sample> samples)
    {
        if (samples.Count < 2)
        {
            return null;
        }

        var distances = new double[Math.Min(samples.Count - 1, 64)];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = samples[i + 1].At - samples[i].At;
        }

        Array.Sort(distances);
        return distances[distances.Length / 2];
    }

    /// <summary>Takes the next samples.</summary>
    /// <param name="samples">The samples; those that were seen already are skipped.</param>
    /// <param name="interval">The usual distance between samples.</param>
    /// <param name="take">Is given each rate and its time.</param>
    public void Add(IReadOnlyList<Sample> samples, double interval, Action<double, double> take)
    {
        var longest = Math.Max(Span, interval) * Tolerance;
        foreach (var sample in samples)
        {
            if (sample.At <= LastAt)
            {
                continue;
            }

            if (_run.Count > 0 && (sample.At - LastAt > Math.Max(GapInIntervals * interval, 1) || sample.Value < _run[^1].Value))
            {
                EndRun();
            }

            if (_run.Count == 0)
            {
                _runStart = sample;
            }

            _run.Add(sample);
            var first = 0;
            while (sample.At - _run[first].At > longest)
            {
                first++;
            }

            _run.RemoveRange(0, Math.Min(first, _run.Count - 1));
            var length = sample.At - _run[0].At;
            if (length >= LeastShare * Math.Max(Span, interval))
            {
                _hasWhole = true;
                take(sample.At, (sample.Value - _run[0].Value) / length);
            }
        }
    }

    /// <summary>Ends the series: one that never filled a span gives one rate, over the longest time that it has.</summary>
    public void Finish(Action<double, double> take)
    {
        EndRun();
        if (!_hasWhole && _partial is { } partial)
        {
            take(partial.At, partial.Rate);
        }
    }

    private void EndRun()
    {
        if (_run.Count > 0 && LastAt - _runStart.At is > 0 and var length && length > (_partial?.Length ?? 0))
        {
            _partial = (LastAt, (_run[^1].Value - _runStart.Value) / length, length);
        }

        _run.Clear();
    }
}
