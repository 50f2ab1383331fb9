using MicroService.Cluster.Connections;
using MicroService.Cluster.Requests;

namespace MicroService.Cli.Clusters;

/// <summary>Says why a cluster can't be read, and what to do.</summary>
internal static class FailureWords
{
    public static string Of(ApiFailure failure, ClusterConnection connection)
    {
        var server = $"{connection.Server.ToString().TrimEnd('/')} (context {connection.Name})";
        return failure.Kind switch
        {
            ApiFailureKind.Unreachable => $"{server} can't be reached: {failure.Message} Is the cluster up, and its address right? Try: kubectl cluster-info",
            ApiFailureKind.Certificate =>
                $"{server}: the TLS connection failed: {failure.Message} Check certificate-authority, tls-server-name and the client certificate of the context.",
            ApiFailureKind.NoCredential => $"{server}: {failure.Message}",
            ApiFailureKind.Unauthorized => $"{server} rejects the credential (401): the token or certificate of the context is wrong or has expired. Sign in again.",
            ApiFailureKind.Forbidden =>
                $"{server}: {failure.Message} Ask for the ClusterRole of docs/cluster.md, or name namespaces that you may read with --namespace.",
            ApiFailureKind.Busy => $"{server} is too busy: {failure.Message} Try again later.",
            _ => $"{server}: {failure.Message}",
        };
    }
}
