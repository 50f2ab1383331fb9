namespace MicroService.Publishing.AppModel;

/// <summary>A port that a resource listens on.</summary>
/// <param name="Scheme">What URLs of this binding start with, such as <c>http</c>, <c>tcp</c> or <c>redis</c>.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Transport"><c>http</c>, <c>http2</c>, <c>http3</c>, <c>tcp</c> or <c>udp</c>; where the app model says nothing, the protocol.</param>
/// <param name="External">Whether the binding is meant for callers outside of the application.</param>
/// <param name="TargetPort">The port the workload itself listens on, if the model says so.</param>
/// <param name="Port">The port others see, if it differs from the target port.</param>
internal sealed record Binding(string Name, string Scheme, string Protocol, string Transport, bool External, int? TargetPort, int? Port)
{
    /// <summary>Whether requests are HTTP of any version over TCP.</summary>
    public bool IsHttp => Protocol != "udp" && Transport is ("http" or "http2" or "http3");
}
