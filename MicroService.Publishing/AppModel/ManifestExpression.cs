namespace MicroService.Publishing.AppModel;

/// <summary>A string of the manifest that may hold <c>{name.member}</c> references.</summary>
/// <param name="Pointer">Where it is (RFC 6901).</param>
internal sealed record ManifestExpression(string Pointer, string Text);
