using MicroService.ServiceDefaults.Configuration;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>The section <c>Chaos</c>: whether failures are injected. Which ones is set per dependency: <c>Resilience:&lt;name&gt;:Chaos</c>.</summary>
public sealed record ChaosOptions : IValidatedOptions<ChaosOptions>
{
    // Production has many names (prod, live, Production-EU); environments that are certainly not production have few.
    private static readonly SortedSet<string> TestEnvironments = new(
        ["Development", "Dev", "Local", "Test", "Testing", "CI", "QA", "Integration", "Staging", "Stage"], StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public static string Section => "Chaos";

    /// <summary>Whether the rates of <c>Resilience:&lt;name&gt;:Chaos</c> count. Default false: they do nothing.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether chaos may be enabled in production, which is every environment but those for development and tests. Default false.</summary>
    public bool AllowInProduction { get; init; }

    /// <inheritdoc/>
    public static ChaosOptions Bind(OptionsReader options)
    {
        var bound = new ChaosOptions
        {
            Enabled = options.Boolean(nameof(Enabled), false),
            AllowInProduction = options.Boolean(nameof(AllowInProduction), false),
        };
        options.Require(
            !bound.Enabled || bound.AllowInProduction || TestEnvironments.Contains(options.Environment.EnvironmentName),
            nameof(Enabled),
            $"must be false in {options.Environment.EnvironmentName}, unless {Section}:{nameof(AllowInProduction)} is true: every environment counts as production but {string.Join(", ", TestEnvironments)}");
        return bound;
    }
}
