namespace MicroService.Cluster.RightSizing;

/// <summary>
/// The least memory that a pod's container used in each half hour, and whether it only ever grew: by the same amount in each quarter of the time
/// since its start, unlike a cache that fills or a load that comes and goes.
/// </summary>
internal sealed class MemoryTrend
{
    private const double Slot = 1800;
    private const int LeastSlots = 8;
    private const int DayOfSlots = 48;
    private const int LongestGap = 8;
    private const double Drop = 0.75;
    private const double Evenness = 0.4;
    private const double LeastGrowth = 0.1;
    private const double LeastBytes = 16 * RightSizingOptions.Mebi;

    private readonly List<(int Slot, float Least)> _slots = [];

    public void Add(double at, double bytes)
    {
        var slot = (int)(at / Slot);
        if (_slots.Count > 0 && _slots[^1].Slot == slot)
        {
            _slots[^1] = (slot, Math.Min(_slots[^1].Least, (float)bytes));
        }
        else
        {
            _slots.Add((slot, (float)bytes));
        }
    }

    /// <summary>The bytes a day by which it grew, and for how many of the half hours that can be judged it did.</summary>
    /// <param name="wasKilled">Whether it was killed for want of memory, or restarted again and again: then growth over less than a day counts, too.</param>
    public (double Bytes, int Growing, int Judged) Growth(bool wasKilled)
    {
        var (bytes, growing, judged) = (0.0, 0, 0);
        var start = 0;
        for (var i = 1; i <= _slots.Count; i++)
        {
            if (i < _slots.Count && _slots[i].Slot - _slots[i - 1].Slot <= LongestGap && _slots[i].Least >= _slots[i - 1].Least * Drop)
            {
                continue;
            }

            var length = i - start;
            if (length >= (wasKilled ? LeastSlots : DayOfSlots))
            {
                judged += length;
                if (GrowthOf(start, length) is { } grown)
                {
                    growing += length;
                    bytes += grown;
                }
            }

            start = i;
        }

        return (growing == 0 ? 0 : bytes / growing * DayOfSlots, growing, judged);
    }

    private double? GrowthOf(int start, int length)
    {
        Span<double> quarters = stackalloc double[4];
        for (var i = 0; i < 4; i++)
        {
            var (from, to) = (start + (length * i / 4), start + (length * (i + 1) / 4));
            for (var j = from; j < to; j++)
            {
                quarters[i] += _slots[j].Least / (to - from);
            }
        }

        var step = (quarters[3] - quarters[0]) / 3;
        var isEven = quarters[1] - quarters[0] >= Evenness * step && quarters[2] - quarters[1] >= Evenness * step
            && quarters[3] - quarters[2] >= Evenness * step;
        return step > 0 && isEven && step * 4 >= Math.Max(LeastGrowth * quarters[0], LeastBytes) ? step * 4 : null;
    }
}
