namespace MicroService.Publishing.AppModel;

/// <summary>A folder or file of the host, relative to the manifest, and where the container sees it.</summary>
internal sealed record BindMount(string Source, string Target, bool ReadOnly);
