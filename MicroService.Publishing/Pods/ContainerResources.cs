using MicroService.Advisor.Objects;
using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Pods;

/// <summary>Requests and limits. CPU has no limit; the limits of memory and ephemeral storage equal their requests.</summary>
internal static class ContainerResources
{
    private const string Storage = "ephemeral-storage";

    // The kubelet keeps five log files of 10Mi (containerLogMaxSize, containerLogMaxFiles).
    private static readonly Quantity Logs = new(64m * 1024 * 1024);

    // For an unknown image that may write to its own file system.
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

    // The settings win over the image's minimum, which wins over the default.
    private static string MemoryOf(ClusterWorkload workload, KubernetesOptions options) =>
        options.Of(workload.Resource).Memory ?? ImageMemory.LeastOf(workload.Profile) ?? workload.Settings.Memory!;

    // Scratch volumes count against the limit, so it includes their full size.
    private static (string Request, string Limit) StorageOf(ClusterWorkload workload)
    {
        var scratch = ScratchVolumes.Of(workload).Sum(folder => Quantity.TryParse(folder.Size, out var size) ? size.Value : 0);
        var written = Quantity.TryParse(workload.Settings.EphemeralStorage!, out var setting) ? setting.Value : 0;
        var request = new Quantity(Math.Max(written, Logs.Value + scratch));
        var limit = ImageCooperation.Of(workload).StandsReadOnlyRoot ? request : new Quantity(request.Value + WritableLayer.Value);
        return (request.ToMemoryText(), limit.ToMemoryText());
    }
}
