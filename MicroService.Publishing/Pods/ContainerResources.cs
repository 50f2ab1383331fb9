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
        requests.Default("cpu", CpuOf(workload, options));
        requests.Default("memory", memory);
        requests.Default(Storage, request);
        var limits = manifest.Container.Ensure("resources", "limits");
        limits.Default("memory", memory);
        limits.Default(Storage, limit);
    }

    /// <summary>The memory of a workload. Its own setting wins over the image's minimum, which wins over a smaller default.</summary>
    public static string MemoryOf(ClusterWorkload workload, KubernetesOptions options) =>
        OwnOf(workload, options)?.Memory ?? Larger(workload.Settings.Memory!, ImageMinimum.Of(workload.Profile)?.Memory);

    /// <summary>The CPU of a workload, by the same rule.</summary>
    public static string CpuOf(ClusterWorkload workload, KubernetesOptions options) =>
        OwnOf(workload, options)?.Cpu ?? Larger(workload.Settings.Cpu!, ImageMinimum.Of(workload.Profile)?.Cpu);

    /// <summary>Whether a quantity is below another.</summary>
    public static bool IsBelow(string quantity, string least) =>
        Quantity.TryParse(quantity, out var given) && Quantity.TryParse(least, out var minimum) && given.Value < minimum.Value;

    private static WorkloadSettings? OwnOf(ClusterWorkload workload, KubernetesOptions options) => options.Resources.GetValueOrDefault(workload.Resource);

    private static string Larger(string given, string? least) => least is not null && IsBelow(given, least) ? least : given;

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
