using System.Globalization;

namespace MicroService.Api.Pages.Layouts;

/// <summary>Amounts of things, in words.</summary>
public static class Amount
{
    /// <summary>The number and the noun, in the plural unless it is one: 1 workload, 2 workloads.</summary>
    public static string Of(int number, string noun) => string.Create(CultureInfo.InvariantCulture, $"{number:N0} {noun}{(number == 1 ? "" : "s")}");
}
