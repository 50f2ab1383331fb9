namespace MicroService.Publishing.AppModel;

/// <summary>Files that are copied out of another resource's image.</summary>
/// <param name="From">The resource whose image has the files.</param>
internal sealed record ContainerFiles(string From, string Destination, IReadOnlyList<string> Sources);
