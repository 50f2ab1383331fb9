using MicroService.ServiceDefaults.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Chaos;

/// <summary>The section <c>Chaos</c>: whether failures are made on purpose. What is made is said per dependency: <c>Resilience:&lt;name&gt;:Chaos</c>.</summary>
public sealed record ChaosOptions : IValidatedOptions<ChaosOptions>
{
    /// <inheritdoc/>
    public static string Section => "Chaos";

    /// <summary>Whether the rates of <c>Resilience:&lt;name&gt;:Chaos</c> count. Default false: they do nothing.</summary>
    public bool Enabled { get; init; }

    /// <summary>Whether chaos may be enabled in Production, which is refused otherwise. Default false.</summary>
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
            !bound.Enabled || bound.AllowInProduction || !options.Environment.IsProduction(),
            nameof(Enabled),
            $"must be false in Production, unless {Section}:{nameof(AllowInProduction)} is true");
        return bound;
    }
}
