namespace MicroService.AppHost.Embedded;

/// <summary>How to run the app model.</summary>
/// <param name="ManifestPath">The manifest, absolute.</param>
/// <param name="DataDirectory">Where databases, generated passwords and logs of the run stay, absolute.</param>
internal sealed record RunOptions(string ManifestPath, string DataDirectory)
{
    /// <summary>Whether the ports of the manifest are taken where they are free; otherwise every port is a free one.</summary>
    public bool FixedPorts { get; init; } = true;

    /// <summary>Whether projects are built before they start; otherwise what the last build left is run.</summary>
    public bool Build { get; init; } = true;

    /// <summary>The MSBuild configuration of projects, such as <c>Debug</c>.</summary>
    public string Configuration { get; init; } = "Debug";

    /// <summary>How long a resource may take from its start until it is healthy.</summary>
    public TimeSpan StartTimeout { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>How long a resource may take to stop before it is killed, as Kubernetes' termination grace period.</summary>
    public TimeSpan StopTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
