namespace MicroService.Advisor.Kustomize;

/// <summary>A fix that was not written, because the resource does not decide the value.</summary>
/// <param name="Place">What decides.</param>
/// <param name="Object">The object, as <c>Kind/name</c>.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="Description">What the fix would do.</param>
public sealed record HeldFix(SourcePlace Place, string Object, string RuleId, string Description)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Place}: {Object}: not fixed, as this place decides; to do here: {Description} [{RuleId}]";
}
