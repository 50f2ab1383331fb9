using MicroService.Advisor.Objects;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Hardening.Pods;

/// <summary>Requests and limits: CPU is requested, memory and ephemeral storage are limited to what is requested.</summary>
internal static class ContainerResources
{
    private const string Storage = "ephemeral-storage";

    // The kubelet keeps five log files of 10Mi (containerLogMaxSize, containerLogMaxFiles).
    private static readonly Quantity Logs = new(64m * 1024 * 1024);

    // What an image may write to its own file system where nobody knows what that is.
    private static readonly Quantity WritableLayer = new(1024m * 1024 * 1024);

    public static void Apply(WorkloadManifest manifest, KubernetesOptions options)
    {
        var workload = manifest.Workload;
        var memory = MemoryOf(workload, options);
        var (request, limit) = StorageOf(workload);
        var requests = manifest.Container.Ensure("resources", "requests");
        requests.Default("cpu", workload.Settings.Cpu!);
        requests.Default("memory", memory);
        requests.Default(Storage, request);
        var limits = manifest.Container.Ensure("resources", "limits");
        limits.Default("memory", memory);
        limits.Default(Storage, limit);
    }

    // The settings count; where they say nothing, what the image does not run without.
    private static string MemoryOf(ClusterWorkload workload, KubernetesOptions options) =>
        options.Of(workload.Resource).Memory ?? ImageMemory.LeastOf(workload.Profile) ?? workload.Settings.Memory!;

    // Scratch volumes on disk count against the limit, too, so it holds them at their full size.
    private static (string Request, string Limit) StorageOf(ClusterWorkload workload)
    {
        var scratch = ScratchVolumes.Of(workload).Sum(folder => Quantity.TryParse(folder.Size, out var size) ? size.Value : 0);
        var written = Quantity.TryParse(workload.Settings.EphemeralStorage!, out var setting) ? setting.Value : 0;
        var request = new Quantity(Math.Max(written, Logs.Value + scratch));
        var limit = ImageCooperation.Of(workload).StandsReadOnlyRoot ? request : new Quantity(request.Value + WritableLayer.Value);
        return (request.ToMemoryText(), limit.ToMemoryText());
    }
}
