namespace MicroService.Publishing.AppModel;

/// <summary>One value to ask for, generate or default.</summary>
/// <param name="Default">The value where nobody gives one, or null.</param>
/// <param name="Generate">How to make one where nobody gives one, or null.</param>
internal sealed record ParameterInput(string Name, bool Secret, string? Default, GeneratedValue? Generate);
