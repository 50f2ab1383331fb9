namespace MicroService.Api.Rules;

/// <summary>The catalog.</summary>
/// <param name="Items">The rules in the order in which they run.</param>
public sealed record RuleList(IReadOnlyList<RuleDocument> Items);
