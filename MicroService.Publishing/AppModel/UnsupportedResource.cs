namespace MicroService.Publishing.AppModel;

/// <summary>An entry that has only <c>error</c>: the resource exists in the app model but has no form in the manifest.</summary>
internal sealed record UnsupportedResource(string Name, string Error) : ManifestResource(Name, string.Empty);
