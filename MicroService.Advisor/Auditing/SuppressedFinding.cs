using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Auditing;

/// <summary>A finding that is accepted: reported, but not scored.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Reason">The reason that is given, or null.</param>
/// <param name="By">Where it is accepted.</param>
public sealed record SuppressedFinding(Finding Finding, string? Reason, SuppressionSource By = SuppressionSource.Annotation);

/// <summary>Where a finding is accepted.</summary>
public enum SuppressionSource
{
    /// <summary>In an annotation of the object or its pod template.</summary>
    Annotation,

    /// <summary>In an exception of the team's settings.</summary>
    Settings,
}
