using System.Net;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Objects;

namespace MicroService.Tests.Publishing.Network;

/// <summary>One end of a connection: a pod, or an address where there is none.</summary>
internal sealed record NetworkEnd(string Name, string Namespace, MappingNode? Labels, IPAddress? Address = null)
{
    /// <summary>The labels of the namespace: the one that every namespace has.</summary>
    public MappingNode NamespaceLabels => MappingNode.Of(("kubernetes.io/metadata.name", Namespace));

    /// <summary>A pod of a workload.</summary>
    public static NetworkEnd Of(Workload workload) => new(workload.Name, workload.Object.Namespace, workload.PodLabels ?? new MappingNode());

    /// <summary>A pod of another application.</summary>
    public static NetworkEnd Elsewhere(string ns) => new($"{ns}/pod", ns, MappingNode.Of(("app", "stranger")));

    public static NetworkEnd At(string address) => new(address, "", null, IPAddress.Parse(address));
}
