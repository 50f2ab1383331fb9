namespace MicroService.Publishing.AppModel;

/// <summary>How to make an image from a Dockerfile; paths are relative to the manifest.</summary>
/// <param name="Stage">The target stage of a multi-stage Dockerfile, or null for the last.</param>
/// <param name="BuildOnly">Whether the image only hands files to others and never runs.</param>
internal sealed record ContainerBuild(string Context, string Dockerfile, string? Stage, bool BuildOnly)
{
    public IReadOnlyDictionary<string, string> Args { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];
}
