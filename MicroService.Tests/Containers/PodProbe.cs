namespace MicroService.Tests.Containers;

/// <summary>Where and how often the kubelet asks a container; what a pod does not say is Kubernetes' default.</summary>
/// <param name="Port">The name of the port.</param>
/// <param name="Path">The path.</param>
internal sealed record PodProbe(string Port, string Path)
{
    public TimeSpan InitialDelay { get; init; }

    public TimeSpan Period { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>An answer that takes longer is none.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>As many bad answers in a row are a failure.</summary>
    public int FailureThreshold { get; init; } = 3;

    /// <summary>As many good answers in a row are a success.</summary>
    public int SuccessThreshold { get; init; } = 1;
}
