namespace MicroService.Advisor.Reporting;

/// <summary>A kind of object that a scan of a cluster did not read.</summary>
/// <param name="Kind">The kind as kubectl has it, such as <c>poddisruptionbudgets.policy</c>.</param>
/// <param name="Namespaces">The namespaces where it was not read; absent for all.</param>
/// <param name="Reason">Why.</param>
/// <param name="SilencedRules">The rules that would call its objects missing, and so were not asked there.</param>
public sealed record UnreadKind(string Kind, IReadOnlyList<string>? Namespaces, string Reason, IReadOnlyList<string> SilencedRules);
