using System.Globalization;
using MicroService.Advisor.Objects;

namespace MicroService.Cluster.RightSizing;

/// <summary>Decides the sizes of a container by what it used.</summary>
internal sealed class ContainerSizer(
    ContainerUsage usage, PresentContainer present, IReadOnlyDictionary<string, double> targets, RightSizingOptions options, DateTimeOffset end)
{
    private const double Mebi = RightSizingOptions.Mebi;
    private const double Day = 86400;
    private const double LongLife = 4 * 3600;
    private const double ManyRestarts = 5;
    private const double Whole = 0.8;
    private const double Half = 0.5;
    private const double SlotsOfHour = 12;
    private const double SlotSeconds = 300;
    private const double CpuSpike = 2;
    private const double LeastCpuSpike = 0.1;
    private const double ShortDays = 3;
    private const double Pinned = 0.9;
    private const double PinnedShare = 0.05;
    private const double Spike = 1.5;
    private const double Steady = 1.25;
    private const double Enough = 1.3;
    private const double Growth = 2;
    private const double MostUnused = 1.4;
    private const double FewUnused = 3;
    private const double HeapRoom = 1.2;
    private const double LeastNative = 100 * Mebi;

    private readonly List<string> _notes = [];
    private Confidence _confidence = Confidence.High;

    /// <summary>Since when an autoscaler scales its pods, in seconds since 1970; null for before the history, or if that is not known.</summary>
    public double? ScaledSince { get; init; }

    public ContainerAnswer Answer()
    {
        var leak = HeapOf() == HeapRuntime.None ? usage.Leak() : null;
        var evidence = EvidenceOf(leak);
        if (TooYoung() is { } reason)
        {
            return ContainerAnswer.Without(present.Workload, present.Name, present.Sizes, reason) with { Evidence = evidence };
        }

        JudgeHistory(evidence);
        var (cpu, noCpu) = Cpu(evidence);
        var (memory, limit, noMemory) = Memory(evidence);
        return new ContainerAnswer
        {
            Workload = present.Workload,
            Container = present.Name,
            Present = present.Sizes,
            Right = new ContainerSizes(cpu, noCpu is null ? present.Sizes.CpuLimit : null, memory, limit),
            Confidence = noCpu is not null && noMemory is not null ? Confidence.None : _confidence,
            NoCpu = noCpu,
            NoMemory = noMemory,
            Notes = _notes,
            Evidence = evidence,
        };
    }

    private HeapRuntime HeapOf() => usage.Heap is { Runtime: not HeapRuntime.None } heap ? heap.Runtime : present.Runtime;

    private double? CpuLimit => (double?)present.Sizes.CpuLimit?.Value ?? usage.CpuLimit;

    private SizeEvidence EvidenceOf(double? leak)
    {
        var (mean, max) = usage.Replicas();
        return new SizeEvidence
        {
            CpuPoints = usage.Cpu.Count,
            MemoryPoints = usage.Memory.Count,
            Days = usage.Days,
            Pods = usage.Pods.Count,
            CpuP50 = usage.Cpu.Quantile(0.5),
            CpuP95 = usage.CpuQuantile(options.CpuPercentile, LongLife),
            CpuP99 = usage.Cpu.Quantile(0.99),
            MemoryP99 = usage.Memory.Quantile(0.99),
            MemoryPeak = usage.Memory.Count > 0 ? usage.Memory.Max : null,
            Restarts = usage.Restarts,
            OomKills = usage.OomKills,
            ThrottledShare = usage.ThrottledShare(CpuLimit),
            ReplicasMean = mean,
            ReplicasMax = max,
            AutoscalerTarget = targets.TryGetValue("cpu", out var target) ? target : null,
            Heap = HeapOf(),
            HeapLive = usage.Heap?.Live,
            HeapMax = usage.Heap?.Max,
            LeakPerDay = leak,
        };
    }

    private string? TooYoung()
    {
        if (present.IsShort)
        {
            var (runs, what) = present.IsInit ? (usage.Runs, "runs") : (usage.Pods.Count, "pods");
            return runs >= options.LeastRuns ? null
                : Text($"Only {runs} of its {what} were seen; at least {options.LeastRuns} are needed.");
        }

        var seen = Math.Min(usage.LastAt - usage.FirstAt, usage.Days * Day);
        return seen >= options.LeastAge.TotalSeconds * 0.95 ? null
            : Text($"It was seen for {seen / 3600:0.#} hours only; at least {options.LeastAge.TotalHours:0.#} are needed, as no night and no peak was in them.");
    }

    private void JudgeHistory(SizeEvidence evidence)
    {
        if (options.Days < ShortDays)
        {
            var days = options.Days == 1 ? "day was" : "days were";
            Note(Confidence.Low, Text($"Only {options.Days} {days} asked for: no week, and perhaps no peak, is in them."));
        }

        if (present.IsShort)
        {
            var (runs, what) = present.IsInit ? (usage.Runs, "runs") : (usage.Pods.Count, "pods");
            Note(Confidence.Medium, Text($"Sized by what one pod needs while it runs, over {runs} {what}."));
        }
        else if (evidence.Days < Whole * options.Days)
        {
            Note(evidence.Days < ShortDays ? Confidence.Low : Confidence.Medium, Text($"Only {evidence.Days:0.#} of {options.Days} days have samples."));
        }

        JudgePoints(evidence);
        var age = end.ToUnixTimeSeconds() - usage.LastAt;
        if (!present.IsShort && age > Day)
        {
            Note(Confidence.Low, Text($"It has sent nothing for {age / Day:0.#} days."));
        }

        if (usage.OomKills > 0)
        {
            Note(Confidence.Low, Text($"It was killed for want of memory {Times(usage.OomKills)}."));
        }

        if (evidence.LeakPerDay is { } leak)
        {
            // Nothing else ends a container that has room left and grows.
            var ended = usage.OomKills == 0 && usage.Restarts > 0
                ? Text($", {Times(usage.Restarts)} and never for want of memory, so its liveness probe or it itself ends it")
                : "";
            Note(Confidence.Low, Text($"Its memory grows by {Memory(leak)} a day until it restarts{ended}: it leaks, and no size is right until that is mended."));
        }

        if (usage.Restarts > ManyRestarts && usage.OomKills < usage.Restarts && (evidence.LeakPerDay is null || usage.OomKills > 0))
        {
            Note(Confidence.Medium, Text($"It restarted {usage.Restarts} times, and not only for want of memory: find out why."));
        }

        if (evidence.AutoscalerTarget is null && !present.IsShort
            && evidence.ReplicasMax >= Growth * evidence.ReplicasMean && evidence.ReplicasMax - evidence.ReplicasMean >= 2)
        {
            Note(
                Confidence.Medium,
                Text($"It ran {evidence.ReplicasMax} pods at times and {evidence.ReplicasMean:0.#} on average; it is sized for the busiest of them."));
        }

        if (evidence is { LeakPerDay: null, OomKills: 0, MemoryPeak: { } peak, MemoryP99: { } usual } && !present.IsShort
            && peak > Spike * usual && peak - usual > 64 * Mebi)
        {
            Note(Confidence.Medium, Text($"Its memory peaked at {Memory(peak)}, and was below {Memory(usual)} for 99 % of the time."));
        }
    }

    // Hours that have samples may have few, or few that rates can be made of.
    private void JudgePoints(SizeEvidence evidence)
    {
        var expected = usage.Hours * SlotsOfHour;
        var rates = expected * SlotSeconds / Math.Max(usage.Interval, SlotSeconds);
        if (!present.IsShort && (evidence.CpuPoints < Half * rates || evidence.MemoryPoints < Half * expected))
        {
            Note(
                Confidence.Low,
                Text($"Few samples count: {evidence.CpuPoints} of {rates:0} CPU points and more, {evidence.MemoryPoints} of {expected:0} of memory."));
        }

        if (evidence is { CpuP95: { } busy, CpuP99: { } most } && !present.IsShort && !targets.ContainsKey("cpu")
            && most > CpuSpike * busy && most - busy > LeastCpuSpike)
        {
            Note(
                Confidence.Medium,
                Text($"Its CPU use reached {most * 1000:0}m for 1 % of the time, which the request does not cover, and was below {busy * 1000:0}m for 95 %."));
        }

        if (evidence.ThrottledShare is >= PinnedShare and var held && held < options.ThrottledShare)
        {
            Note(Confidence.Medium, Text($"Its CPU limit held it in {held:P0} of the periods, which hides a part of what it needs."));
        }

        if (usage.ThrottledShare() >= options.ThrottledShare && !(evidence.ThrottledShare >= options.ThrottledShare))
        {
            Note(Confidence.Medium, "An earlier CPU limit held it, so a part of its history hides what it needs.");
        }
    }

    private (Quantity? Right, string? Reason) Cpu(SizeEvidence evidence)
    {
        if (evidence is not { CpuP95: { } busy, CpuP99: { } most })
        {
            return (null, usage.Memory.Count == 0 ? "There are no samples of it."
                : "No pod lived for two scrapes, so its CPU use is unknown: scrape more often.");
        }

        var limit = CpuLimit;
        var isAtLimit = limit is { } held && most >= Pinned * held
            && (evidence.ThrottledShare is null ? evidence.CpuP50 >= Pinned * held : evidence.ThrottledShare >= PinnedShare && busy >= Pinned * held);
        if (isAtLimit || evidence.ThrottledShare >= options.ThrottledShare)
        {
            Note(Confidence.Low, "");
            var why = evidence.ThrottledShare is { } throttled
                ? Text($"Its CPU limit held it in {throttled:P0} of the periods")
                : "Its CPU use stays at its limit";
            var which = limit is { } at ? Text($" of {SizeRounding.Cpu(at).ToCpuText()}") : "";
            return (null, $"{why}, so its use hides what it needs: raise or remove the limit{which} first, and ask again after some days.");
        }

        var target = targets.TryGetValue("cpu", out var aimed) ? aimed : (double?)null;
        var need = target is { } share2
            ? (ScaledUse() ?? busy) / share2
            : busy * (1 + options.CpuMargin);
        if (target is { } utilisation)
        {
            _notes.Add(Text($"Its autoscaler aims at {utilisation:P0} of the request: that is usage divided by the target, so that the number of pods stays."));
        }

        var right = SizeRounding.Cpu(Math.Max(need, options.CpuFloor / present.Neighbours));
        if (present.Sizes.CpuLimit is { } most2 && right > most2)
        {
            right = most2;
        }

        // Scrapes are irregular, which moves the highest rates of a steady load, but not its median.
        var isSteady = target is null && evidence.CpuP50 is { } middle && busy <= Steady * middle;
        var isTooMuch = isSteady && (double?)present.Sizes.CpuRequest?.Value > (Enough * evidence.CpuP50) + options.CpuThreshold;
        var usual = target is null ? usage.Cpu.Quantile(0.9) ?? 0 : 0;
        return (isTooMuch ? right : Fits(present.Sizes.CpuRequest, right, usual, options.CpuThreshold, isLendable: target is null) ?? right, null);
    }

    // What pods used while their number was fixed says little of what they use since.
    private double? ScaledUse()
    {
        if (ScaledSince is not { } since)
        {
            return usage.CpuQuantileOfAverages(options.CpuPercentile, double.NegativeInfinity);
        }

        var age = (end.ToUnixTimeSeconds() - since) / Day;
        if (usage.HoursSince(since) < options.LeastAge.TotalHours * Whole)
        {
            Note(Confidence.Low, Text($"Its autoscaler is there for {age * 24:0.#} hours only, so what its pods used before counts as well: ask again after a day."));
            return usage.CpuQuantileOfAverages(options.CpuPercentile, double.NegativeInfinity);
        }

        Note(age < ShortDays ? Confidence.Low : Confidence.Medium, Text($"Its autoscaler is there for {age:0.#} days; what its pods used before does not count for CPU."));
        return usage.CpuQuantileOfAverages(options.CpuPercentile, since);
    }

    private (Quantity? Request, Quantity? Limit, string? Reason) Memory(SizeEvidence evidence)
    {
        if (evidence.MemoryPeak is not { } peak)
        {
            return (null, null, "There are no samples of it.");
        }

        var limit = present.Sizes.MemoryLimit;
        if (evidence.Heap != HeapRuntime.None && limit is { } bound)
        {
            return (OfHeap(evidence, peak, (double)bound.Value), limit, null);
        }

        if (evidence.Heap != HeapRuntime.None)
        {
            var setting = HeapSettings.SettingOf(evidence.Heap);
            Note(Confidence.Low, $"It has a heap and no memory limit, so it grows as far as the node or {setting} lets it: set a limit first.");
        }

        var killedAt = usage.OomKills > 0 ? usage.OomLimit ?? (double?)limit?.Value : null;
        var need = Math.Max(peak * (1 + options.MemoryMargin), (killedAt ?? 0) * (1 + options.OomMargin));
        if (targets.TryGetValue("memory", out var target))
        {
            need = Math.Max(need, (usage.Memory.Quantile(options.CpuPercentile) ?? peak) / target);
            Note(Confidence.Medium, "Its autoscaler goes by memory: another request changes the number of pods.");
        }

        var right = SizeRounding.Memory(Math.Max(need, options.MemoryFloor / present.Neighbours));
        // Who wrote one size for both meant that nothing is lent; otherwise the limit is a bound, not a need.
        var isSame = limit is not null && (present.Sizes.MemoryRequest ?? limit) == limit;
        // A peak so near the limit ends in a kill: only a request may be a little small.
        var enough = Math.Max(isSame ? peak * (1 + options.MemoryMargin) : peak, (killedAt ?? 0) * 1.01);
        var smallest = (double?)present.Sizes.MemoryRequest?.Value > peak * MostUnused ? options.MemoryThreshold / FewUnused : options.MemoryThreshold;
        right = Fits(present.Sizes.MemoryRequest, right, enough, smallest, isLendable: false) ?? right;
        return (right, limit is not { } written ? null : isSame || written < right ? right : written, null);
    }

    // The heap grows as far as the limit, or its own setting, lets it: what is used says little of what is needed.
    private Quantity OfHeap(SizeEvidence evidence, double peak, double limit)
    {
        var setting = HeapSettings.SettingOf(evidence.Heap);
        if (evidence is { Heap: HeapRuntime.Dotnet, HeapLive: { } live })
        {
            var native = Math.Max(LeastNative, usage.LeastMemory - live);
            var least = (live + native) * HeapRoom;
            var (lower, hard) = (SizeRounding.Memory(((live * Growth) + native) * HeapRoom), SizeRounding.Memory(live * Growth));
            var together = (double)lower.Value < limit * (1 - options.Threshold)
                ? $"Lower the limit to {lower.ToMemoryText()} and set {setting} to {(long)hard.Value:X} (hexadecimal, {hard.ToMemoryText()}) together, or leave both."
                : $"Change its limit and {setting} together, or not at all.";
            Note(Confidence.Low, $"Its .NET heap grows as far as its limit lets it: {Memory(live)} are alive after a collection. {together}");
            var isInside = (double?)present.Sizes.MemoryRequest?.Value is { } kept && kept >= Math.Min(least, limit) && kept <= limit;
            return isInside ? present.Sizes.MemoryRequest!.Value : Capped(Math.Max(peak, least), limit);
        }

        var used = evidence.HeapLive is { } live2 ? $", {Memory(live2)} used" : "";
        var max = evidence.HeapMax is { } most ? $" of at most {Memory(most)}{used}" : "";
        Note(
            evidence.HeapMax is null ? Confidence.Low : Confidence.Medium,
            $"It has a heap{max}: the working set follows {setting} or the limit, so change these together or leave both; the limit stays.");
        var right = Capped(Math.Max(peak * (1 + options.MemoryMargin), options.MemoryFloor / present.Neighbours), limit);
        return Fits(present.Sizes.MemoryRequest, right, Math.Min(peak, limit), options.MemoryThreshold, isLendable: false) ?? right;
    }

    private static Quantity Capped(double bytes, double limit)
    {
        var rounded = SizeRounding.Memory(Math.Min(bytes, limit));
        return (double)rounded.Value <= limit ? rounded : new Quantity((decimal)limit);
    }

    // The present size, if it covers the use and is near enough not to be worth a rollout.
    private Quantity? Fits(Quantity? size, Quantity right, double enough, double smallest, bool isLendable)
    {
        if (size is not { Value: > 0 } written || (double)written.Value < enough)
        {
            return null;
        }

        var (now, then) = ((double)written.Value, (double)right.Value);
        var most = then > now && isLendable ? 2 * options.Threshold : options.Threshold;
        return Math.Abs(now - then) <= Math.Max(most * now * 1.0001, smallest) ? written : null;
    }

    private void Note(Confidence most, string note)
    {
        _confidence = (Confidence)Math.Min((int)_confidence, (int)most);
        if (note.Length > 0)
        {
            _notes.Add(note);
        }
    }

    private static string Memory(double bytes) => Text($"{bytes / Mebi:0}Mi");

    private static string Times(int count) => count == 1 ? "once" : Text($"{count} times");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
