namespace MicroService.Api.Problems;

/// <summary>The answer to an <c>Accept</c> header that nothing fits.</summary>
internal static class NotAcceptable
{
    /// <summary>Says what there is.</summary>
    public static ProblemResult Describe(IReadOnlyList<string> offered) =>
        new(ProblemType.NotAcceptable, $"This can be answered as {string.Join(", ", offered)}.");
}
