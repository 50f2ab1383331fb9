using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Fixing;

/// <summary>Which fixes to apply.</summary>
public sealed record FixSettings
{
    /// <summary>True to apply the fixes that a person should review, too.</summary>
    public bool Unsafe { get; init; }

    /// <summary>
    /// Which of the fixes that a person should review are applied all the same, finding by finding: by a person who knows the application.
    /// None by default.
    /// </summary>
    public Func<Finding, bool> Takes { get; init; } = static _ => false;

    /// <summary>
    /// Asked last, before a fix is applied: where the files were built from others, whether it can be written into those.
    /// </summary>
    internal Func<Finding, bool> IsPossible { get; init; } = static _ => true;

    /// <summary>
    /// Whether a rule can't say anything of the object of another build that shares the resource of a finding; then that build does not hold the
    /// fix. By default every build must need it.
    /// </summary>
    public Func<Finding, KubernetesObject, bool> Abstains { get; init; } = static (_, _) => false;

    /// <summary>Is told of each fix that a build, named by its folder, abstained from.</summary>
    public Action<Finding, string> OnAbstained { get; init; } = static (_, _) => { };

    /// <summary>True if the files are only a part of an application.</summary>
    public bool Partial { get; init; }

    /// <summary>The version of Kubernetes that the objects are meant for; the newest known by default.</summary>
    public KubernetesVersion KubernetesVersion { get; init; } = KubernetesVersion.Newest;

    /// <summary>What the team has decided about the rules: what it accepts is not fixed.</summary>
    public AuditPolicy Policy { get; init; } = AuditPolicy.Default;

    /// <summary>The clock that exceptions expire by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Objects that are looked at at the same time; 1. A service has other requests to see to.</summary>
    public int MaxWorkers { get; init; } = 1;

    /// <summary>True to change the files themselves, which nothing else needs as they are, and not copies of them.</summary>
    public bool InPlace { get; init; }

    /// <summary>
    /// True to ask only the rules that found something before a round, which is faster where most find nothing. What a fix makes way for
    /// follows in the next round.
    /// </summary>
    public bool AuditsFirst { get; init; }

    /// <summary>
    /// How many findings to go on with, those that were fixed included: with more fixing stops, as it takes longer and larger files with
    /// each of them.
    /// </summary>
    public int MaxFindings { get; init; } = int.MaxValue;
}
