using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Cluster;

/// <summary>A pod template to be, with the Service before it.</summary>
internal sealed record ClusterWorkload
{
    /// <summary>The resource of the manifest that this comes from.</summary>
    public required string Resource { get; init; }

    /// <summary>The name of its objects: a DNS label (RFC 1035) that no other workload has and that stays the same from run to run.</summary>
    public required string Name { get; init; }

    public required WorkloadKind Kind { get; init; }

    public required ClusterImage Image { get; init; }

    /// <summary>Whether it is a .NET project, wherever its image comes from.</summary>
    public bool IsProject { get; init; }

    /// <summary>What is known of the image.</summary>
    public required ImageProfile Profile { get; init; }

    /// <summary>Sizes, replicas, probes and so on as the AppHost's configuration has them, defaults filled in.</summary>
    public required WorkloadSettings Settings { get; init; }

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>Arguments, resolved. <c>$(NAME)</c> is a variable that the kubelet fills in; a dollar sign of the manifest's own is doubled where the kubelet would take it for one.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Settings without secrets, by name, in the order of the manifest: they become the ConfigMap <see cref="ConfigMapName"/>.</summary>
    public IReadOnlyList<ClusterSetting> Configuration { get; init; } = [];

    /// <summary>Settings with a secret in them, or whose value only a person knows: keys of the Secret <see cref="SecretName"/>, never written to a manifest.</summary>
    public IReadOnlyList<ClusterSecret> Secrets { get; init; } = [];

    public IReadOnlyList<ClusterPort> Ports { get; init; } = [];

    public IReadOnlyList<ClusterVolume> Volumes { get; init; } = [];

    /// <summary>Whom it calls: all that its expressions refer to and that runs in the cluster, itself left out.</summary>
    public IReadOnlyList<ClusterCall> Calls { get; init; } = [];

    public string ConfigMapName => $"{Name}-config";

    public string SecretName => $"{Name}-secrets";
}
