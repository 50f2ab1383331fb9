namespace MicroService.Advisor.Rules;

/// <summary>What a team has decided about the rules: which are off, how severe they are, and which findings it accepts.</summary>
public sealed record AuditPolicy
{
    /// <summary>Nothing decided: every rule as the catalog has it.</summary>
    public static AuditPolicy Default { get; } = new();

    /// <summary>Decisions about single rules, by the id that the catalog has now.</summary>
    public IReadOnlyDictionary<string, RulePolicy> Rules { get; init; } = new Dictionary<string, RulePolicy>();

    /// <summary>Accepted findings, in the order of the settings.</summary>
    public IReadOnlyList<PolicyExemption> Exceptions { get; init; } = [];

    /// <summary>Files to leave out: globs of paths from the folder of the settings. Whoever reads the files applies them.</summary>
    public IReadOnlyList<string> ExcludedPaths { get; init; } = [];

    internal bool IsOff(RuleDefinition rule) => Rules.GetValueOrDefault(rule.Id)?.IsOff ?? false;

    internal Severity SeverityOf(RuleDefinition rule) => Rules.GetValueOrDefault(rule.Id)?.Severity ?? rule.Severity;

    internal long ValueOf(RuleDefinition rule, RuleParameter parameter) =>
        Rules.GetValueOrDefault(rule.Id) is { } policy && policy.Parameters.TryGetValue(parameter.Name, out var value)
            ? value
            : parameter.Default;
}

/// <summary>What a team has decided about one rule.</summary>
public sealed record RulePolicy
{
    /// <summary>True if the rule is not looked at.</summary>
    public bool IsOff { get; init; }

    /// <summary>How much its findings matter; null if that is left to the catalog.</summary>
    public Severity? Severity { get; init; }

    /// <summary>Values of its parameters, by name.</summary>
    public IReadOnlyDictionary<string, long> Parameters { get; init; } = new Dictionary<string, long>();
}
