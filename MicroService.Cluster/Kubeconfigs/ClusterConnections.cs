using MicroService.Cluster.Connections;

namespace MicroService.Cluster.Kubeconfigs;

/// <summary>Finds the cluster that is meant: of a kubeconfig, else the one that this process is a pod of.</summary>
public static class ClusterConnections
{
    /// <summary>The connection, or why there is none.</summary>
    /// <param name="kubeconfig">The kubeconfig that the caller names; null to look for one as kubectl does.</param>
    /// <param name="context">The context; null for the current one.</param>
    /// <param name="variables">Reads the environment.</param>
    /// <param name="time">The clock.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async Task<ConnectionReading> FindAsync(
        string? kubeconfig, string? context, Func<string, string?> variables, TimeProvider time, CancellationToken cancellationToken)
    {
        var files = KubeconfigFiles.Find(kubeconfig, variables);
        if (await Kubeconfig.ConnectAsync(files, context, time, cancellationToken).ConfigureAwait(false) is { } reading)
        {
            return reading;
        }

        return context is null && InClusterConnection.Find(variables, InClusterConnection.AccountFolder, time) is { } own
            ? new ConnectionReading(own, null)
            : ConnectionReading.Failed(
                $"There is no kubeconfig at {string.Join(", ", files.Paths)}, and this is no pod with a service account. "
                + $"Name one with --kubeconfig or {KubeconfigFiles.Variable}.");
    }
}
