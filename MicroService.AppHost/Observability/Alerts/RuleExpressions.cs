namespace MicroService.AppHost.Observability.Alerts;

/// <summary>PromQL that several rules share.</summary>
internal static class RuleExpressions
{
    /// <summary>How much a counter grew in a window, summed by some labels.</summary>
    public static string Growth(this RuleSettings settings, string counter, string by, string window, string matchers = "") =>
        $"sum by ({by}) (increase({settings.Select(counter, matchers)}[{settings.Scale.Window(window)}])) > 0";

    /// <summary>
    /// The same for counters that may appear only with the first event: <c>increase</c> takes the value that a series is born with for its origin,
    /// and would miss that event.
    /// </summary>
    public static string GrowthFromNothing(this RuleSettings settings, string counter, string by, string window, string matchers = "")
    {
        var (series, range) = (settings.Select(counter, matchers), settings.Scale.Window(window));
        return $"sum by ({by}) (increase({series}[{range}])) > 0\nor\nsum by ({by}) ({series} unless {series} offset {range}) > 0";
    }

    /// <summary>The series of a metric that are the service's.</summary>
    public static string Select(this RuleSettings settings, string metric, string matchers = "") =>
        $"{metric}{{job=\"{settings.Job}\"{(matchers.Length > 0 ? "," : "")}{matchers}}}";
}
