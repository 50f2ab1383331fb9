namespace MicroService.ServiceDefaults.Management;

/// <summary>What <c>/info</c> answers.</summary>
/// <param name="Name">The service.</param>
/// <param name="Version">Its version, with the commit where the build knew it.</param>
/// <param name="Environment">The host environment.</param>
/// <param name="Runtime">The .NET that runs it.</param>
/// <param name="Instance">The pod, or the machine.</param>
/// <param name="Namespace">The namespace of the pod, if any.</param>
/// <param name="Node">The node of the pod, if any.</param>
/// <param name="StartedAt">When the process started, UTC.</param>
/// <param name="UptimeSeconds">Seconds since then.</param>
internal sealed record ServiceInfo(
    string Name,
    string Version,
    string Environment,
    string Runtime,
    string Instance,
    string? Namespace,
    string? Node,
    DateTime StartedAt,
    double UptimeSeconds);
