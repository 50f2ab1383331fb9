using Microsoft.Extensions.Configuration;

namespace MicroService.Publishing;

/// <summary>What to publish, and where to.</summary>
/// <param name="ManifestPath">The manifest, absolute.</param>
/// <param name="OutputFolder">The folder to publish to, absolute.</param>
internal sealed record PublishOptions(string ManifestPath, string OutputFolder)
{
    /// <summary>The manifest's content if it was read from a pipe; null to read the file.</summary>
    public byte[]? Content { get; init; }

    /// <summary>
    /// A JSON file with the section <c>Kubernetes</c>, absolute; null for the defaults. Environment variables override it.
    /// </summary>
    public string? SettingsFile { get; init; }

    /// <summary>
    /// The configuration of an AppHost, which replaces <see cref="SettingsFile"/> and the environment as the source of settings.
    /// </summary>
    public IConfiguration? Configuration { get; init; }

    /// <summary>Resources that run elsewhere and are only referred to.</summary>
    public IReadOnlySet<string> External { get; init; } = new HashSet<string>();

    /// <summary>Whether unpublishable resources are errors.</summary>
    public bool Strict { get; init; }

    public PublishAction Action { get; init; }

    /// <summary>Whether the values of secrets are written as well.</summary>
    public bool Resolve { get; init; }
}

/// <summary>What happens to the files.</summary>
internal enum PublishAction
{
    /// <summary>Write them to the folder.</summary>
    Write,

    /// <summary>Print them.</summary>
    Print,

    /// <summary>Compare them with the folder.</summary>
    Compare,

    /// <summary>Compute and check them, and report nothing but problems.</summary>
    Check,
}
