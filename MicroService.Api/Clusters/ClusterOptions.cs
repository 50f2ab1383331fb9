using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Clusters;

/// <summary>The section <c>Cluster</c>: which cluster is scanned. It is connected to at the first call that needs it.</summary>
public sealed record ClusterOptions : IValidatedOptions<ClusterOptions>
{
    /// <inheritdoc/>
    public static string Section => "Cluster";

    /// <summary>The kubeconfig that names the cluster; without one it is the cluster that the service runs in. The file is read at the first call that needs the cluster.</summary>
    public string? Kubeconfig { get; init; }

    /// <summary>The context of the kubeconfig; its current one by default.</summary>
    public string? Context { get; init; }

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => true;

    /// <inheritdoc/>
    public static ClusterOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var bound = new ClusterOptions
        {
            Kubeconfig = options.Text(nameof(Kubeconfig), described: "the cluster that the service runs in"),
            Context = options.Text(nameof(Context), described: "the current one"),
        };
        options.Require(bound.Context is null || bound.Kubeconfig is not null, nameof(Context), $"must be empty unless {Section}:{nameof(Kubeconfig)} is set");
        options.Require(
            bound.Kubeconfig is null || !Directory.Exists(bound.Kubeconfig), nameof(Kubeconfig), "must be a file, not a folder");
        return bound;
    }
}
