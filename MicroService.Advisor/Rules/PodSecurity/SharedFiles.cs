using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Volumes on file servers: the kubelet gives their files to no group, so that who wrote them owns them.</summary>
internal static class SharedFiles
{
    private static readonly string[] Servers = ["nfs", "cephfs", "glusterfs", "azureFile", "flexVolume"];

    // Each container of a pod asks for it.
    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<Workload, StrongBox<string?>>> OfPods = [];

    /// <summary>Why the pods may not become another user, as a sentence; null if nothing speaks against it.</summary>
    public static string? Objection(Workload workload, ObjectGraph graph) =>
        OfPods.GetOrCreateValue(graph).GetOrAdd(workload, static (pod, known) => new StrongBox<string?>(Of(pod, known)), graph).Value;

    private static string? Of(Workload workload, ObjectGraph graph) =>
        workload.Volumes.FirstOrDefault(volume => IsShared(volume, workload, graph)) is { } volume
            ? Sentence(volume)
        : workload.Spec.Mappings("volumeClaimTemplates").FirstOrDefault(claim => IsForMany(claim.Mapping("spec"))) is { } claim
            ? Sentence(claim.Mapping("metadata"))
        : StrictFiles.Objection(workload);

    private static string Sentence(MappingNode? named) =>
        $"The files of the volume {named?.Text("name")} are shared and keep their owner: decide who is to own them.";

    private static bool IsShared(MappingNode volume, Workload workload, ObjectGraph graph) =>
        Servers.Any(volume.Has)
        || (volume.Mapping("persistentVolumeClaim")?.Text("claimName") is { } name
            && IsForMany(graph.FindFor(workload, "PersistentVolumeClaim", name)?.Spec));

    private static bool IsForMany(MappingNode? claim) =>
        claim?.Sequence("accessModes")?.Items.OfType<ScalarNode>().Any(mode => mode.Value == "ReadWriteMany") ?? false;
}
