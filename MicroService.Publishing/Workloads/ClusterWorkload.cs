using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Workloads;

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

    /// <summary>The port for probes and scraping: the management binding's, otherwise the first HTTP port; null if there is none.</summary>
    public ClusterPort? ManagementPort =>
        Ports.FirstOrDefault(port => port.Binding == Settings.ManagementBinding || port.Name == Settings.ManagementBinding) ?? Ports.FirstOrDefault(port => port.IsHttp);

    /// <summary>The port that Prometheus scrapes; null if there is none.</summary>
    public ClusterPort? MetricsPort => Kind != WorkloadKind.Job && Settings.MetricsPath is { Length: > 0 } ? ManagementPort : null;

    public string ConfigMapName => $"{Name}-config";

    public string SecretName => $"{Name}-secrets";

    /// <summary>The port of the container behind a port of the Service. Several ports of the Service may share one.</summary>
    public ClusterPort ContainerPort(ClusterPort port) => Ports.First(declared => declared.Number == port.Number && declared.Protocol == port.Protocol);
}

/// <summary>An image and where it comes from.</summary>
/// <param name="Reference">With tag or digest, as the manifests name it.</param>
/// <param name="Source">What builds it, relative to the manifest: a project file or a Dockerfile; null for an image of somebody else.</param>
internal sealed record ClusterImage(string Reference, string? Source = null)
{
    /// <summary>Whether it is built from this application, so that tag and digest are set by whoever builds it.</summary>
    public bool IsBuilt => Source is not null;
}

/// <summary>A port of the container and of the Service before it.</summary>
/// <param name="Name">At most 15 characters (IANA service name), unique in its workload; usually the binding's name.</param>
/// <param name="Binding">The binding of the manifest.</param>
/// <param name="Number">What the container listens on.</param>
/// <param name="ServicePort">What others connect to.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
/// <param name="IsHttp">Whether it speaks HTTP of any version.</param>
/// <param name="IsExternal">Whether callers from outside of the application are meant to reach it.</param>
internal sealed record ClusterPort(string Name, string Binding, int Number, int ServicePort, string Protocol, bool IsHttp, bool IsExternal)
{
    /// <summary>Whether it is HTTPS in the pod, too.</summary>
    public bool IsTls { get; init; }
}

/// <summary>A reference that becomes traffic.</summary>
/// <param name="Workload">The <see cref="ClusterWorkload.Name"/> that is called.</param>
/// <param name="Port">The <see cref="ClusterPort.Name"/> that is called.</param>
internal sealed record ClusterCall(string Workload, string Port);

/// <summary>Storage that outlives the pod.</summary>
/// <param name="Name">A DNS label.</param>
/// <param name="MountPath">Where the container sees it.</param>
/// <param name="Size">A quantity such as <c>8Gi</c>.</param>
internal sealed record ClusterVolume(string Name, string MountPath, bool IsReadOnly, string Size);

/// <summary>A setting whose value may be read by everybody.</summary>
internal sealed record ClusterSetting(string Name, string Value);

/// <summary>A key of a workload's Secret.</summary>
/// <param name="Name">The key; where secrets are variables, also the variable's name.</param>
/// <param name="Expression">The manifest's expression, whole, which <c>publish --resolve</c> turns into the value.</param>
/// <param name="Parameters">The parameters that it takes, by name, through all indirections.</param>
/// <param name="Unknown">Why only a person can fill it in, as a clause ("signalr is an Azure resource"); null where the parameters suffice.</param>
internal sealed record ClusterSecret(string Name, ManifestExpression Expression, IReadOnlyList<string> Parameters, string? Unknown = null);
