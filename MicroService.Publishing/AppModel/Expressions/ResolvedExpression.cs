namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>An expression resolved.</summary>
/// <param name="Outcome">The value as a whole; absent or wrong if one part is.</param>
/// <param name="Resources">The names of all resources on the way, direct and indirect.</param>
/// <param name="Problems">All that is wrong, not only the first; without positions.</param>
internal sealed record ResolvedExpression(Resolution Outcome, IReadOnlySet<string> Resources, IReadOnlyList<ManifestProblem> Problems);
