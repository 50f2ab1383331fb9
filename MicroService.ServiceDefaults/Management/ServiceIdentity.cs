using System.Reflection;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Who this process is: name and version from the build, pod, namespace and node from the downward API.</summary>
internal sealed class ServiceIdentity(IHostEnvironment environment, IConfiguration configuration, TimeProvider time)
{
    private readonly DateTimeOffset _startedAt = time.GetUtcNow();
    private readonly long _started = time.GetTimestamp();

    public string Name => environment.ApplicationName;

    public string Version { get; } =
        Assembly.GetEntryAssembly()?.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0.0.0";

    public string Instance => configuration["POD_NAME"] is { Length: > 0 } pod ? pod : System.Environment.MachineName;

    public string? Namespace => configuration["POD_NAMESPACE"] is { Length: > 0 } name ? name : null;

    public string? Node => configuration["NODE_NAME"] is { Length: > 0 } name ? name : null;

    public string Environment => environment.EnvironmentName;

    public ServiceInfo Describe() => new(
        Name,
        Version,
        Environment,
        RuntimeInformation.FrameworkDescription,
        Instance,
        Namespace,
        Node,
        _startedAt.UtcDateTime,
        Math.Round(time.GetElapsedTime(_started).TotalSeconds, 3));
}

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
