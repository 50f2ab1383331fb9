using MicroService.Advisor.Catalog;

namespace MicroService.Advisor.Reporting;

/// <summary>The catalog.</summary>
/// <param name="Items">The rules in the order in which they run.</param>
public sealed record RuleList(IReadOnlyList<RuleDocument> Items)
{
    /// <summary>Every rule of <see cref="RuleCatalog.All"/>.</summary>
    public static RuleList All { get; } = new([.. RuleCatalog.All.Select(RuleDocument.Of)]);
}
