namespace MicroService.AppHost.Observability.Alerts;

/// <summary>PromQL that several rules share.</summary>
internal static class RuleExpressions
{
    /// <summary>Whether a counter grew in a window, summed by some labels. It has to be there, as zero, before its first event.</summary>
    public static string Growth(this RuleSettings settings, string counter, string by, string window, string matchers = "") =>
        $"sum by ({by}) (increase({settings.Select(counter, matchers)}[{settings.Scale.Window(window)}])) > 0";

    /// <summary>The series of a metric that are the service's.</summary>
    public static string Select(this RuleSettings settings, string metric, string matchers = "") =>
        $"{metric}{{job=\"{settings.Job}\"{(matchers.Length > 0 ? "," : "")}{matchers}}}";
}
