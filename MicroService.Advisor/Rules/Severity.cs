namespace MicroService.Advisor.Rules;

/// <summary>How much a finding matters; also its weight in the score.</summary>
public enum Severity
{
    /// <summary>Worth doing; weight 1.</summary>
    Advice = 1,

    /// <summary>Will hurt some day, in a deployment, a node drain or a load peak; weight 2.</summary>
    Warning = 2,

    /// <summary>An outage or a break-in waiting to happen; weight 3.</summary>
    Danger = 3,
}
