namespace MicroService.Advisor.Rules;

/// <summary>The checks of other tools that look for what a rule looks for, by their names there.</summary>
public sealed record RuleEquivalents
{
    /// <summary>No other tool looks for it.</summary>
    public static RuleEquivalents None { get; } = new();

    /// <summary>Checks of kube-linter.</summary>
    public IReadOnlyList<string> KubeLinter { get; init; } = [];

    /// <summary>Checks of kube-score.</summary>
    public IReadOnlyList<string> KubeScore { get; init; } = [];

    /// <summary>Checks of Polaris.</summary>
    public IReadOnlyList<string> Polaris { get; init; } = [];
}
