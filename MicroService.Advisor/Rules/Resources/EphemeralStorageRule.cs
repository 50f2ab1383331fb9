using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Containers say how much of the node's disk they write.</summary>
public sealed class EphemeralStorageRule : ContainerRule
{
    private const string Resource = "ephemeral-storage";

    // The kubelet keeps five log files of 10Mi by default (containerLogMaxSize, containerLogMaxFiles).
    private static readonly Quantity Logs = new(64m * 1024 * 1024);

    // Clusters may keep more: Azure's keep five files of 50 MB, and a limit below that would evict pods that do nothing wrong.
    private static readonly Quantity LogReserve = new(256m * 1024 * 1024);

    // What an image's own file system may take on top where it is writable.
    private static readonly Quantity WritableLayer = new(1024m * 1024 * 1024);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "ephemeral-storage",
        Category = RuleCategory.Resources,
        Severity = Severity.Advice,
        Title = "Containers request and limit ephemeral storage",
        Why = "Logs, scratch files and emptyDirs share the node's disk: one container that fills it gets the pods around it evicted.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/ephemeral-storage/"),
        Checklist = "quotas",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["container-ephemeral-storage-request-and-limit"],
        },
        Difference = "the request need not equal the limit.",
        FixSummary = "Takes the request from the limit or the limit from the request. Where neither is written it requests 64Mi for the kubelet's log files plus the "
            + "sized emptyDirs that the container mounts, and limits to 256Mi more, or to 1Gi more where the root file system is writable: a default, not a measured value.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => container.IsLongRunning;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var request = container.Request(Resource) is { Value: > 0 } requested ? requested : (Quantity?)null;
        var limit = container.Limit(Resource) is { Value: > 0 } limited ? limited : (Quantity?)null;
        if (((request is not null || ContainerDefaults.FillRequest(container, Resource, context.Graph))
                && (limit is not null || ContainerDefaults.FillLimit(container, Resource, context.Graph)))
            || container.IsUnreadable("requests", Resource) || container.IsUnreadable("limits", Resource))
        {
            yield break;
        }

        var holder = container.Node.Mapping("resources") ?? container.Node;
        yield return (request, limit) switch
        {
            (null, not null) => Report(container, holder, "The container limits its ephemeral storage but requests none.", ResourceRequest.FromLimit(container, Resource)),
            (not null, null) => Report(container, holder, "The container requests ephemeral storage but has no limit on it.", LimitToRequest(container)),
            _ => Doubt(container) is { } doubt
                ? Report(container, holder, $"{Unlimited}; {doubt}, so decide how much.")
                : Report(container, holder, $"{Unlimited}.", Estimate(container)),
        };
    }

    private const string Unlimited = "The container may fill its node's disk: it neither requests nor limits ephemeral storage";

    private static readonly string[] Builders = ["buildah", "buildkit", "dind", "docker", "executor", "kaniko", "podman"];

    // A pod that writes more than its limit is evicted.
    private static string? Doubt(Container container) =>
        EmptyDirVolume.Of(container.Workload)
            .FirstOrDefault(volume => volume is { IsInMemory: false, SizeLimit: null } && volume.Mounts(container)) is { } volume
            ? $"how much it may write to the emptyDir {volume.Called} is not known"
        : Accelerator.Has(container) ? "programs on a GPU write models and compiled code"
        : Builders.Contains(container.Image.ShortName, StringComparer.OrdinalIgnoreCase) ? "it builds images there"
        : DataStore.RunsIn(container) && !container.VolumeMounts.Any() ? "it keeps its data there"
        : null;

    private static Fix? LimitToRequest(Container container) =>
        container.Node.At("resources", "requests", Resource) is ScalarNode request
            ? Fix.Review($"limit ephemeral storage to the requested {request.Value}").Set(container.Node, ["resources", "limits", Resource], Fresh.Copy(request))
            : null;

    private static Fix Estimate(Container container)
    {
        // The pod may use what its containers may use together, so that a volume counts once.
        var scratch = EmptyDirVolume.Of(container.Workload).Where(volume => !volume.IsInMemory && volume.Users.FirstOrDefault() == container)
            .Sum(volume => volume.SizeLimit?.Value ?? 0);
        var isReadOnly = container.SecurityContext?.Boolean("readOnlyRootFilesystem") == true;
        var request = new Quantity(Math.Min(Logs.Value + scratch, long.MaxValue));
        var limit = new Quantity(Math.Min(request.Value + (isReadOnly ? LogReserve : WritableLayer).Value, long.MaxValue));
        return Fix.Review($"request {request.ToMemoryText()} and limit {limit.ToMemoryText()} of ephemeral storage, a default: compare it with what the application writes")
            .Set(container.Node, ["resources", "requests", Resource], request.ToMemoryText())
            .Set(container.Node, ["resources", "limits", Resource], limit.ToMemoryText());
    }
}
