namespace MicroService.Publishing.AppModel;

/// <summary>A secret of an image build: <paramref name="Value"/> for type <c>env</c>, <paramref name="Source"/> (a path) for type <c>file</c>.</summary>
internal sealed record BuildSecret(string Name, string Type, string? Value, string? Source);
