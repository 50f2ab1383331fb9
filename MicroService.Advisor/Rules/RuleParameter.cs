namespace MicroService.Advisor.Rules;

/// <summary>A whole number that a team may set of a rule.</summary>
/// <param name="Name">Its key in the settings, camel case.</param>
/// <param name="Default">Its value where nothing is set.</param>
/// <param name="Least">The lowest value that makes sense.</param>
/// <param name="Most">The highest value that makes sense.</param>
/// <param name="Meaning">What it decides, in one sentence.</param>
public sealed record RuleParameter(string Name, long Default, long Least, long Most, string Meaning);
