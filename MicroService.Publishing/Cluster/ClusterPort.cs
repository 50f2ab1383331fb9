namespace MicroService.Publishing.Cluster;

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
