using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Advisor.Reporting;

/// <summary>The level of the Pod Security Standards that a namespace could enforce: the lowest that its workloads meet.</summary>
/// <param name="Name">The namespace as written; absent for workloads that are written without one.</param>
/// <param name="PodSecurityLevel">The level.</param>
/// <param name="Workloads">Number of workloads in the namespace.</param>
/// <param name="AtLevel">Number of workloads that meet no stricter level, and so keep the namespace from the next.</param>
public sealed record NamespaceLevel(string? Name, PodSecurityLevel PodSecurityLevel, int Workloads, int AtLevel);
