using MicroService.Advisor.Addresses;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Workloads;

/// <summary>A workload as the cluster will run it: its pods and the Service in front of them.</summary>
internal sealed record ClusterWorkload
{
    /// <summary>The resource of the manifest.</summary>
    public required string Resource { get; init; }

    /// <summary>The name of its objects: a DNS label (RFC 1035) that is unique and the same in every run.</summary>
    public required string Name { get; init; }

    public required WorkloadKind Kind { get; init; }

    public required ClusterImage Image { get; init; }

    /// <summary>Whether it is a .NET project, wherever its image comes from.</summary>
    public bool IsProject { get; init; }

    /// <summary>What is known of the image.</summary>
    public required ImageProfile Profile { get; init; }

    /// <summary>Sizes, replicas, probes and so on, with defaults filled in.</summary>
    public required WorkloadSettings Settings { get; init; }

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>
    /// Arguments, resolved. The kubelet expands <c>$(NAME)</c>; a dollar sign of the manifest is doubled if the kubelet would expand it.
    /// </summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>
    /// Settings without secrets, by name, in the order of the manifest: they become the ConfigMap <see cref="ConfigMapName"/>.
    /// </summary>
    public IReadOnlyList<ClusterSetting> Configuration { get; init; } = [];

    /// <summary>
    /// Settings that contain a secret or have no known value: keys of the Secret <see cref="SecretName"/>, never written to a manifest.
    /// </summary>
    public IReadOnlyList<ClusterSecret> Secrets { get; init; } = [];

    public IReadOnlyList<ClusterPort> Ports { get; init; } = [];

    public IReadOnlyList<ClusterVolume> Volumes { get; init; } = [];

    /// <summary>Files of the host that the model mounts.</summary>
    public IReadOnlyList<ClusterFiles> Files { get; init; } = [];

    /// <summary>The other workloads in the cluster that its expressions refer to.</summary>
    public IReadOnlyList<ClusterCall> Calls { get; init; } = [];

    /// <summary>The addresses outside of the application that its variables and arguments name.</summary>
    public IReadOnlyList<ClusterAddress> Addresses { get; init; } = [];

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

/// <summary>An image and its origin.</summary>
/// <param name="Reference">The reference with tag or digest.</param>
/// <param name="Source">The project file or Dockerfile that builds it, relative to the manifest; null for an image that is only
/// pulled.</param>
internal sealed record ClusterImage(string Reference, string? Source = null)
{
    /// <summary>Whether the application builds it, so that the build sets tag and digest.</summary>
    public bool IsBuilt => Source is not null;
}

/// <summary>A port of the container and of its Service.</summary>
/// <param name="Name">At most 15 characters (IANA service name), unique in its workload; usually the binding's name.</param>
/// <param name="Binding">The binding of the manifest.</param>
/// <param name="Number">The port that the container listens on.</param>
/// <param name="ServicePort">The port that callers connect to.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
/// <param name="IsHttp">Whether the protocol is HTTP, in any version.</param>
/// <param name="IsExternal">Whether callers outside of the application may reach it.</param>
internal sealed record ClusterPort(string Name, string Binding, int Number, int ServicePort, string Protocol, bool IsHttp, bool IsExternal)
{
    /// <summary>Whether the pod itself serves HTTPS.</summary>
    public bool IsTls { get; init; }
}

/// <summary>A call from one workload to another.</summary>
/// <param name="Workload">The <see cref="ClusterWorkload.Name"/> that is called.</param>
/// <param name="Port">The <see cref="ClusterPort.Name"/> that is called.</param>
internal readonly record struct ClusterCall(string Workload, string Port);

/// <summary>An address outside of the application that a workload calls.</summary>
/// <param name="Variable">The variable that holds it; empty for an argument.</param>
/// <param name="Host">A host name or an IP address; empty where it is known only later.</param>
/// <param name="Port">The port; null where it is not known.</param>
/// <param name="Protocol"><c>TCP</c> or <c>UDP</c>.</param>
internal sealed record ClusterAddress(string Variable, string Host, int? Port, string Protocol = PortUse.Tcp)
{
    /// <summary>Whether a policy can allow it: a full host name or an IP address, and a port.</summary>
    public bool IsKnown => Port is not null && Host.AsSpan().ContainsAny('.', ':') && !Host.EndsWith(".internal", StringComparison.Ordinal);
}

/// <summary>A persistent volume.</summary>
/// <param name="Name">A DNS label.</param>
/// <param name="MountPath">The path in the container.</param>
/// <param name="Size">A quantity such as <c>8Gi</c>.</param>
internal sealed record ClusterVolume(string Name, string MountPath, bool IsReadOnly, string Size)
{
    /// <summary>The claim that it shares with other workloads; null for one of its own.</summary>
    public string? Claim { get; init; }

    /// <summary>Whether the shared claim is written with this workload, the first that mounts it.</summary>
    public bool IsClaimOwner { get; init; }
}

/// <summary>Files of the host, which become a ConfigMap.</summary>
/// <param name="Name">The name of the volume, a DNS label.</param>
/// <param name="IsFile">Whether the mount is a single file, not a folder.</param>
internal sealed record ClusterFiles(string Name, string ConfigMap, string MountPath, bool IsFile, IReadOnlyList<ClusterFile> Files);

/// <summary>A file.</summary>
/// <param name="Key">Its key in the ConfigMap.</param>
/// <param name="Path">Its path in the mount.</param>
/// <param name="Content">Its text, or its bytes in base64.</param>
internal sealed record ClusterFile(string Key, string Path, string Content, bool IsText);

/// <summary>A setting without a secret.</summary>
internal sealed record ClusterSetting(string Name, string Value);

/// <summary>A key of a workload's Secret.</summary>
/// <param name="Name">The key; where secrets are variables, also the variable's name.</param>
/// <param name="Expression">The whole expression of the manifest, which <c>publish --resolve</c> turns into the value.</param>
/// <param name="Parameters">The names of the parameters that it uses, directly or indirectly.</param>
/// <param name="Unknown">The reason why the value must be filled in by hand, as a clause ("signalr is an Azure resource"); null if the
/// parameters suffice.</param>
internal sealed record ClusterSecret(string Name, ManifestExpression Expression, IReadOnlyList<string> Parameters, string? Unknown = null)
{
    /// <summary>
    /// The value with the name of each parameter in braces; null where it is the value of one, or holds a secret in plain text.
    /// </summary>
    public string? Form { get; init; }
}
