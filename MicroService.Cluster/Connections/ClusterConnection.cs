using MicroService.Cluster.Credentials;

namespace MicroService.Cluster.Connections;

/// <summary>How a cluster is reached.</summary>
public sealed record ClusterConnection
{
    /// <summary>What to call the cluster: the context's name, or <c>in-cluster</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The API server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>How the server's certificate is verified.</summary>
    public ServerTrust Trust { get; init; } = ServerTrust.OfSystem;

    /// <summary>The name that the server's certificate is verified for; null for that of <see cref="Server"/>.</summary>
    public string? ServerName { get; init; }

    /// <summary>The proxy on the way; null for what the environment says.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>The caller.</summary>
    public CredentialSource Credentials { get; init; } = CredentialSource.Anonymous;

    /// <summary>Headers of an impersonated user.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Impersonation { get; init; } = [];

    /// <summary>The namespace where none is named.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>
    /// Tells clusters apart: in pods of many clusters the API server has the same address, and behind a proxy the same name, but not the same
    /// authority.
    /// </summary>
    public string Identify() => $"{Server} {ServerName} {Proxy} {Trust.Identify()}";
}

/// <summary>A connection, or why there is none.</summary>
/// <param name="Connection">The connection; null if there is a problem.</param>
/// <param name="Problem">What is wrong, and what to do.</param>
public sealed record ConnectionReading(ClusterConnection? Connection, string? Problem)
{
    /// <summary>No connection.</summary>
    public static ConnectionReading Failed(string problem) => new(null, problem);
}
