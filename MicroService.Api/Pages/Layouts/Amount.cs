using System.Globalization;
using MicroService.Advisor.Reporting;

namespace MicroService.Api.Pages.Layouts;

/// <summary>Amounts of things, in words.</summary>
public static class Amount
{
    /// <summary>The number and the noun, in the plural unless it is one: 1 workload, 2 workloads.</summary>
    public static string Of(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {NounOf(number, noun)}");

    /// <summary>The noun alone, in the plural unless it is one.</summary>
    public static string NounOf(int number, string noun) => number == 1 ? noun : $"{noun}s";

    /// <summary>Findings by severity: 2 dangers, 1 warning, 5 advice.</summary>
    public static string Of(FindingCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return string.Create(CultureInfo.InvariantCulture, $"{Of(counts.Danger, "danger")}, {Of(counts.Warning, "warning")}, {counts.Advice:N0} advice");
    }
}
