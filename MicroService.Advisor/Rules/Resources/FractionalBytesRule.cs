using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Amounts of memory and storage are whole bytes.</summary>
/// <remarks>Kubernetes: pkg/api/pod/warnings.go, pkg/api/persistentvolumeclaim/util.go.</remarks>
public sealed class FractionalBytesRule : PlaceRule
{
    private const decimal Mebibyte = 1024 * 1024;

    private static readonly string[] OfContainers = ["memory", "ephemeral-storage"];
    private static readonly string[] OfClaims = ["storage"];
    private static readonly string[] OfLimits = ["max", "min", "default", "defaultRequest"];

    private static readonly string[] OfQuotas =
    [
        "memory", "requests.memory", "limits.memory", "requests.storage", "ephemeral-storage", "requests.ephemeral-storage", "limits.ephemeral-storage",
    ];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "fractional-bytes",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Amounts of memory and storage are whole bytes",
        Why = "The suffix m means a thousandth, so a memory limit of 100m is a tenth of a byte, with which no container starts. The API server accepts it with a warning.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#meaning-of-memory"),
        Checklist = "quotas",
        FixSummary = "Rounds up to whole bytes, as the kubelet does, where the amount is a mebibyte or more.",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        from amounts in AmountsOf(candidate)
        where amounts.Owner is not null
        from name in amounts.Names
        let amount = amounts.Owner.Scalar(name)
        where amount is not null && IsFraction(amount.Value)
        let quantity = Quantity.Of(amount)
        where quantity is { Value: > 0 }
        select PlaceOf(amounts.Owner, name, amount, quantity.Value);

    private static IEnumerable<(MappingNode? Owner, string[] Names)> AmountsOf(KubernetesObject candidate) => candidate switch
    {
        _ when PodTemplate.Of(candidate) is { } pod => OfPod(pod).Concat(candidate.Kind == "StatefulSet" ? candidate.Spec!.Mappings("volumeClaimTemplates").SelectMany(OfClaim) : []),
        { Kind: "PersistentVolumeClaim", ApiVersion: "v1" } => OfClaim(candidate.Root),
        { Kind: "PersistentVolume", ApiVersion: "v1" } => [(candidate.Spec?.Mapping("capacity"), OfClaims)],
        { Kind: "ResourceQuota", ApiVersion: "v1" } => [(candidate.Spec?.Mapping("hard"), OfQuotas)],
        { Kind: "LimitRange", ApiVersion: "v1", Spec: { } spec } =>
            spec.Mappings("limits").SelectMany(limit => OfLimits.Select(field => (limit.Mapping(field), (string[])[.. OfContainers, .. OfClaims]))),
        _ => [],
    };

    private static IEnumerable<(MappingNode? Owner, string[] Names)> OfPod(PodTemplate pod)
    {
        var volumes = pod.Volumes.SelectMany(volume => volume.Mapping("ephemeral")?.Mapping("volumeClaimTemplate") is { } claim
            ? OfClaim(claim)
            : [(volume.Mapping("emptyDir"), ["sizeLimit"])]);
        return pod.Containers.Append(pod.Spec)
            .SelectMany(owner => OfResources(owner.Mapping("resources"), OfContainers))
            .Append((pod.Spec.Mapping("overhead"), OfContainers))
            .Concat(volumes);
    }

    private static IEnumerable<(MappingNode? Owner, string[] Names)> OfClaim(MappingNode claim) => OfResources(claim.Mapping("spec")?.Mapping("resources"), OfClaims);

    private static IEnumerable<(MappingNode? Owner, string[] Names)> OfResources(MappingNode? resources, string[] names) =>
        [(resources?.Mapping("requests"), names), (resources?.Mapping("limits"), names)];

    private static bool IsFraction(string amount) => amount.Length > 0 && (amount[^1] is 'm' or 'u' or 'n' || amount.AsSpan().ContainsAny('.', 'e', 'E'));

    private static Place PlaceOf(MappingNode owner, string name, ScalarNode amount, Quantity quantity)
    {
        if (quantity.Value % 1 == 0)
        {
            return new Place(amount);
        }

        var whole = new Quantity(Math.Ceiling(quantity.Value)).ToMemoryText();
        return quantity.Value >= Mebibyte
            ? new Place(
                amount, $"{name} is {amount.Value}, which is not a whole number of bytes. Write {whole}, to which Kubernetes rounds it up.",
                Fix.Safe($"round {name} up to {whole}").Set(owner, [name], whole))
            : new Place(amount, $"{name} is {amount.Value}, a fraction of a byte: m is a thousandth, and no suffix means bytes. Write the amount with Mi or Gi, such as 128Mi.");
    }
}
