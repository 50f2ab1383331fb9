using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Validation;

/// <summary>Reads cron expressions as the API server does.</summary>
/// <remarks>github.com/robfig/cron v3, ParseStandard; kubernetes: pkg/apis/batch/validation (validateScheduleFormat).</remarks>
internal static partial class CronSchedule
{
    private static readonly (string Name, int Least, int Most, string[] Names)[] Fields =
    [
        ("minute", 0, 59, []),
        ("hour", 0, 23, []),
        ("day of the month", 1, 31, []),
        ("month", 1, 12, ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]),
        ("day of the week", 0, 6, ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]),
    ];

    /// <summary>What is wrong with a schedule and what to write, or null if it is good.</summary>
    public static string? FaultOf(string schedule)
    {
        if (schedule.Contains("TZ", StringComparison.Ordinal))
        {
            return "The schedule names a time zone. Write it to timeZone instead.";
        }

        if (schedule[0] == '@')
        {
            return IsDescriptor(schedule) ? null
                : $"The schedule {Wording.Quote(schedule)} is unknown. Write five fields, @yearly, @monthly, @weekly, @daily, @hourly, or @every and a duration such as 1h30m.";
        }

        var parts = schedule.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Fields.Length)
        {
            return $"The schedule has {parts.Length} fields. Write five: minute, hour, day of the month, month, day of the week.";
        }

        for (var i = 0; i < parts.Length; i++)
        {
            foreach (var piece in parts[i].Split(',', StringSplitOptions.RemoveEmptyEntries))
            {
                if (!IsRange(piece, i))
                {
                    var (name, least, most, names) = Fields[i];
                    var or = names.Length == 0 ? "" : $" (or {names[0].ToUpperInvariant()} to {names[^1].ToUpperInvariant()})";
                    return $"The {name} of the schedule is {Wording.Quote(piece)}. Write a number from {least} to {most}{or}, a range such as {least}-{least + 2}, *, or a step such as */2.";
                }
            }
        }

        return null;
    }

    private static bool IsDescriptor(string schedule) =>
        schedule is "@yearly" or "@annually" or "@monthly" or "@weekly" or "@daily" or "@midnight" or "@hourly"
        || (schedule.StartsWith("@every ", StringComparison.Ordinal) && (schedule["@every ".Length..] is "0" or "+0" or "-0" || Duration().IsMatch(schedule["@every ".Length..])));

    private static bool IsRange(string piece, int field)
    {
        var (_, least, most, names) = Fields[field];
        var parts = piece.Split('/');
        var limits = parts[0].Split('-');
        var (start, end) = (least, most);
        if (limits[0] is not ("*" or "?"))
        {
            if (limits.Length > 2 || Number(limits[0], names, least) is not { } first || Number(limits[^1], names, least) is not { } last)
            {
                return false;
            }

            // N/step is N to the end.
            (start, end) = (first, limits.Length == 1 && parts.Length == 2 ? most : last);
        }

        return start >= least && end <= most && start <= end && (parts.Length == 1 || (parts.Length == 2 && Number(parts[1], [], 0) > 0));
    }

    private static int? Number(string text, string[] names, int first)
    {
        var name = Array.FindIndex(names, candidate => string.Equals(candidate, text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? name + first
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= 0 ? number
            : null;
    }

    // A duration as Go writes it.
    [GeneratedRegex(@"^[-+]?(([0-9]+(\.[0-9]*)?|\.[0-9]+)(ns|us|µs|μs|ms|s|m|h))+$", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Duration();
}
