using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>What a control of the Pod Security Standards finds wrong with a workload's pods.</summary>
/// <param name="ForbiddenBy">The lowest level that forbids it: baseline or restricted.</param>
/// <param name="Node">The offending node, or the one that lacks something.</param>
/// <param name="Message">What is wrong, in one sentence.</param>
/// <param name="Container">The container, if it is about one.</param>
public sealed record PodSecurityViolation(PodSecurityLevel ForbiddenBy, Node Node, string Message, Container? Container = null)
{
    /// <summary>
    /// True if the violation counts in the level alone: admission asks for it, but following it would stop the pods, so no rule does.
    /// </summary>
    public bool IsOfLevelOnly { get; init; }

    // Only findings carry fixes, so a fix is worked out no earlier.
    internal Func<Fix?>? ProposeFix { get; init; }

    // Why the fix is not offered: what a person must decide, as a sentence; null if it is.
    internal Func<ObjectGraph, string?>? Objection { get; init; }
}
