using System.CommandLine;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Kubeconfigs;

namespace MicroService.Cli.Clusters;

/// <summary>The options that say which cluster is meant.</summary>
internal sealed class ClusterOptions
{
    public Option<string?> Context { get; } = new("--context") { Description = "The context of the kubeconfig. Default: its current one.", HelpName = "name" };

    public Option<string?> Kubeconfig { get; } = new("--kubeconfig")
    {
        Description = "The kubeconfig. Default: those that KUBECONFIG names, ~/.kube/config, or the service account of this pod.",
        HelpName = "file",
    };

    public void AddTo(Command command)
    {
        command.Add(Context);
        command.Add(Kubeconfig);
    }

    public ClusterTarget Read(ParseResult parsed) => new(parsed.GetValue(Kubeconfig), parsed.GetValue(Context));
}

/// <summary>Which cluster is meant.</summary>
/// <param name="Kubeconfig">The kubeconfig; null for those that kubectl reads.</param>
/// <param name="Context">The context; null for the current one.</param>
internal sealed record ClusterTarget(string? Kubeconfig, string? Context)
{
    /// <summary>Whether the command line names a cluster.</summary>
    public bool IsNamed => Kubeconfig is not null || Context is not null;

    /// <summary>The connection, or why there is none.</summary>
    public Task<ConnectionReading> FindAsync(TimeProvider time, CancellationToken cancellationToken) =>
        ClusterConnections.FindAsync(Kubeconfig, Context, Environment.GetEnvironmentVariable, time, cancellationToken);
}
