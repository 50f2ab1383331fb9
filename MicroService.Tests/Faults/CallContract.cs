namespace MicroService.Tests.Faults;

/// <summary>What clients see of one call while a fault lasts and until it is over.</summary>
/// <param name="Call">The call.</param>
/// <param name="Seen">The outcomes that are seen each time.</param>
/// <param name="Allowed">The outcomes that may be seen besides.</param>
internal sealed record CallContract(string Call, IReadOnlyList<string> Seen, IReadOnlyList<string> Allowed)
{
    /// <summary>Whether a client may see this.</summary>
    public bool Allows(string outcome) => Seen.Contains(outcome) || Allowed.Contains(outcome);

    public override string ToString() => string.Join(", ", Seen.Select(outcome => $"**{outcome}**").Concat(Allowed));
}
