namespace MicroService.Advisor.Auditing;

/// <summary>A finding that the object's annotations say to ignore: reported, but not scored.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Reason">The reason that the annotations give, or null.</param>
public sealed record SuppressedFinding(Finding Finding, string? Reason);
