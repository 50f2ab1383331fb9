namespace MicroService.Tests.Faults;

/// <summary>What a client saw of one request.</summary>
/// <param name="Call">The kind of request.</param>
/// <param name="Outcome">The status and what marks it: <c>200</c>, <c>200 stale</c>, <c>503</c>, or what is wrong: <c>503 without Retry-After</c>, <c>hang</c>.</param>
/// <param name="Started">When it was sent, from the start of the load.</param>
/// <param name="Elapsed">How long it took to its last byte.</param>
/// <param name="Location">Where the answer says that something was made; null where it does not.</param>
/// <param name="Detail">The exception or what is wrong with the body; null where nothing is.</param>
internal sealed record LoadAnswer(string Call, string Outcome, TimeSpan Started, TimeSpan Elapsed, string? Location, string? Detail)
{
    /// <summary>When its last byte was there.</summary>
    public TimeSpan Ended => Started + Elapsed;

    public override string ToString() =>
        FormattableString.Invariant($"{Call}: {Outcome} at {Started.TotalSeconds:0.00} s after {Elapsed.TotalMilliseconds:0} ms{(Detail is null ? "" : $" ({Detail})")}");
}
