namespace MicroService.Advisor.Reporting;

/// <summary>An exception of the team's settings that is over: the findings that it covered count again.</summary>
/// <param name="Rules">The rules.</param>
/// <param name="Namespace">The namespace of the objects; absent for any.</param>
/// <param name="Object">The objects, as <c>Kind/name</c>; absent for any.</param>
/// <param name="Container">The containers; absent for any.</param>
/// <param name="Reason">Why the findings were accepted.</param>
/// <param name="Expires">The last day, UTC.</param>
/// <param name="Line">Where it stands in the settings, from 1.</param>
public sealed record ExpiredExemption(
    IReadOnlyList<string> Rules, string? Namespace, string? Object, string? Container, string Reason, DateOnly Expires, int Line);
