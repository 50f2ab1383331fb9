using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using MicroService.Advisor.Objects;
using MicroService.Cluster.RightSizing;

namespace MicroService.Cli.RightSizing;

/// <summary>The options that say how sizes are decided.</summary>
internal sealed class SizingOptions
{
    private const int MostDays = 90;
    private const int MostPercent = 1000;
    private const double MostCpuFloor = 64;
    private const double MostMemoryFloor = 1L << 40;
    private const double Percent = 100;

    private static readonly RightSizingOptions Defaults = new();

    private readonly Option<int> _days = new("--days")
    {
        Description = "Days of history to look at.",
        HelpName = "days",
        DefaultValueFactory = static _ => Defaults.Days,
    };

    private readonly Option<string?> _end = new("--end")
    {
        Description = "The end of the history, such as 2026-06-01T00:00:00Z or seconds since 1970. Default: now.",
        HelpName = "time",
    };

    private readonly Option<string?> _matchers = new("--matchers")
    {
        Description = "More matchers of every series, such as cluster=\"prod\".",
        HelpName = "matchers",
    };

    private readonly Option<string[]> _names = new("--name")
    {
        Description = $"Another name of a metric or label, such as state-pod=exported_pod; an empty metric is not asked for. Keys: {string.Join(", ", MetricNames.Keys)}.",
        HelpName = "key=name",
    };

    private readonly Option<string> _cpuFloor = new("--cpu-floor")
    {
        Description = "The least CPU request of a pod.",
        HelpName = "amount",
        DefaultValueFactory = static _ => "10m",
    };

    private readonly Option<string> _memoryFloor = new("--memory-floor")
    {
        Description = "The least memory request of a pod.",
        HelpName = "amount",
        DefaultValueFactory = static _ => "32Mi",
    };

    private readonly Option<int> _cpuMargin = new("--cpu-margin")
    {
        Description = "Percent of CPU above what 95 % of the time need.",
        HelpName = "percent",
        DefaultValueFactory = static _ => 10,
    };

    private readonly Option<int> _memoryMargin = new("--memory-margin")
    {
        Description = "Percent of memory above the highest use.",
        HelpName = "percent",
        DefaultValueFactory = static _ => 15,
    };

    private readonly Option<int> _threshold = new("--threshold")
    {
        Description = "The smallest change to suggest, in percent of the present size.",
        HelpName = "percent",
        DefaultValueFactory = static _ => 10,
    };

    public void AddTo(Command command)
    {
        foreach (var option in new Option[] { _days, _end, _matchers, _names, _cpuFloor, _memoryFloor, _cpuMargin, _memoryMargin, _threshold })
        {
            command.Add(option);
        }

        Check(_days, result => result.GetValueOrDefault<int>() is >= 1 and <= MostDays ? null : $"--days is 1 to {MostDays}.");
        Check(_end, result => TimeOf(result.Tokens[0].Value) is not null ? null
            : $"{result.Tokens[0].Value} is no time; write it as 2026-06-01T00:00:00Z, or in seconds since 1970.");
        foreach (var percent in new[] { _cpuMargin, _memoryMargin, _threshold })
        {
            Check(percent, result => result.GetValueOrDefault<int>() is >= 0 and <= MostPercent ? null : $"{percent.Name} is 0 to {MostPercent} percent.");
        }

        Check(_cpuFloor, result => AmountOf(result.Tokens[0].Value) <= MostCpuFloor ? null
            : $"--cpu-floor is an amount such as 10m, 0 to {MostCpuFloor}.");
        Check(_memoryFloor, result => AmountOf(result.Tokens[0].Value) <= MostMemoryFloor ? null
            : "--memory-floor is an amount such as 32Mi, 0 to 1Ti.");
        Check(_names, result => result.Tokens.Select(token => token.Value).FirstOrDefault(name => Rename(Defaults.Names, name) is null) is { } unknown
            ? $"{unknown} names nothing; write key=name with a key of {string.Join(", ", MetricNames.Keys)}. "
                + "Only metrics besides cpu and memory may be empty."
            : null);
    }

    // Only what was given is checked; the library asks for defaults later.
    private static void Check(Option option, Func<OptionResult, string?> problemOf) => option.Validators.Add(result =>
    {
        if (result.Tokens.Count > 0 && problemOf(result) is { } problem)
        {
            result.AddError(problem);
        }
    });

    public DateTimeOffset? EndOf(ParseResult parsed) => parsed.GetValue(_end) is { } end ? TimeOf(end) : null;

    public RightSizingOptions Read(ParseResult parsed) => new()
    {
        Days = parsed.GetValue(_days),
        CpuMargin = parsed.GetValue(_cpuMargin) / Percent,
        MemoryMargin = parsed.GetValue(_memoryMargin) / Percent,
        Threshold = parsed.GetValue(_threshold) / Percent,
        CpuFloor = AmountOf(parsed.GetValue(_cpuFloor))!.Value,
        MemoryFloor = AmountOf(parsed.GetValue(_memoryFloor))!.Value,
        Matchers = parsed.GetValue(_matchers) ?? "",
        Names = (parsed.GetValue(_names) ?? []).Aggregate(Defaults.Names, static (names, name) => Rename(names, name) ?? names),
    };

    private static MetricNames? Rename(MetricNames names, string text) => text.Split('=', 2) is [var key, var name] ? names.With(key.Trim(), name.Trim()) : null;

    private static double? AmountOf(string? text) => Quantity.TryParse(text ?? "", out var amount) && amount.Value >= 0 ? (double)amount.Value : null;

    private static DateTimeOffset? TimeOf(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds < 253402300800 ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && time >= DateTimeOffset.UnixEpoch ? time
        : null;
}
