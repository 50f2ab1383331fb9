using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Connections;

/// <summary>The connection of a pod to its own cluster.</summary>
public static class InClusterConnection
{
    /// <summary>The folder where the kubelet mounts a service account's token.</summary>
    public const string AccountFolder = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary>The connection; null if this is no pod, or has no token.</summary>
    /// <param name="variables">Reads the environment.</param>
    /// <param name="folder">The folder of the token.</param>
    /// <param name="time">The clock.</param>
    public static ClusterConnection? Find(Func<string, string?> variables, string folder, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(variables);
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(time);
        var token = Path.Combine(folder, "token");
        if (variables("KUBERNETES_SERVICE_HOST") is not { Length: > 0 } host || !File.Exists(token))
        {
            return null;
        }

        var port = variables("KUBERNETES_SERVICE_PORT") is { Length: > 0 } written ? written : "443";
        var ns = Path.Combine(folder, "namespace");
        return new ClusterConnection
        {
            Name = "in-cluster",
            Server = new Uri($"https://{(host.Contains(':', StringComparison.Ordinal) ? $"[{host}]" : host)}:{port}"),
            Trust = ServerTrust.OfFile(Path.Combine(folder, "ca.crt")),
            Credentials = new TokenFile(token, time),
            Namespace = File.Exists(ns) && File.ReadAllText(ns).Trim() is { Length: > 0 } own ? own : "default",
        };
    }
}
