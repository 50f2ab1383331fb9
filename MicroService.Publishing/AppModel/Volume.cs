namespace MicroService.Publishing.AppModel;

/// <summary>A named volume and where the container sees it.</summary>
internal sealed record Volume(string Name, string Target, bool ReadOnly);
