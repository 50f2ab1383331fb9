namespace MicroService.Advisor.Kustomize;

/// <summary>A fix that was not written into a resource.</summary>
/// <param name="Place">What decides.</param>
/// <param name="Object">The object, as <c>Kind/name</c>.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Description">What the fix would do.</param>
/// <param name="Why">Why it was not written, behind <c>as</c>.</param>
public sealed record HeldFix(SourcePlace Place, string Object, string RuleId, string Description, string Why)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Object}: not fixed, as {Why}; to do here: {Description} [{RuleId}]";
}
