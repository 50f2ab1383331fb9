namespace MicroService.Cluster.Credentials;

/// <summary>The program of a kubeconfig that makes credentials (client.authentication.k8s.io).</summary>
internal sealed record ExecCommand
{
    public required string ApiVersion { get; init; }

    public required string Command { get; init; }

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>How to get the program.</summary>
    public string? InstallHint { get; init; }

    public ExecInteraction Interaction { get; init; } = ExecInteraction.IfAvailable;

    /// <summary>What the program is told about the cluster, as JSON; null for nothing.</summary>
    public string? ClusterInfo { get; init; }
}

/// <summary>Whether a program may ask the user on standard input.</summary>
internal enum ExecInteraction
{
    Never,
    IfAvailable,
    Always,
}
