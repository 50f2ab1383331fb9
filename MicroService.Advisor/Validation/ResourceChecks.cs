using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Validation;

/// <summary>Requests and limits of containers and pods.</summary>
/// <remarks>kubernetes: pkg/apis/core/validation (validateContainerResourceRequirements, validatePodResources).</remarks>
internal static class ResourceChecks
{
    /// <summary>Checks the resources of a container.</summary>
    /// <param name="faults">Takes the faults.</param>
    /// <param name="resources">The requests and limits.</param>
    /// <param name="claims">The names of the pod's resource claims; null where claims are not possible.</param>
    /// <param name="isPod">True for the resources of a pod as a whole.</param>
    public static void Check(ObjectFaults faults, MappingNode resources, IReadOnlyCollection<string>? claims, bool isPod)
    {
        var limits = resources.Mapping("limits");
        var requests = resources.Mapping("requests");
        Amounts(faults, limits, isPod);
        Amounts(faults, requests, isPod);
        Relations(faults, requests, limits);
        Claims(faults, resources, claims);

        var names = (limits?.Entries ?? []).Concat(requests?.Entries ?? []).Select(entry => entry.Name).ToList();
        if (names.Exists(ResourceName.IsHugePages) && !names.Exists(name => name is "cpu" or "memory"))
        {
            faults.Add(FaultTopic.Resources, resources, "Huge pages need a request or limit of cpu or memory beside them. Add one.");
        }
    }

    /// <summary>Checks the resources of a pod against those of its containers.</summary>
    public static void Pod(ObjectFaults faults, MappingNode podSpec)
    {
        if (podSpec.Mapping("resources") is not { } resources)
        {
            return;
        }

        Check(faults, resources, claims: null, isPod: true);
        if (podSpec.Mapping("os")?.Text("name") == "windows" && (resources.Mapping("limits") ?? resources.Mapping("requests")) is not null)
        {
            faults.Add(FaultTopic.Resources, resources, "Windows pods have no resources of their own. Set them on the containers.");
        }

        foreach (var name in new[] { "cpu", "memory" })
        {
            var limit = Amount(resources.Mapping("limits"), name);
            var request = Amount(resources.Mapping("requests"), name);
            var requested = Aggregate(podSpec, name);
            if (request is { } amount && requested > amount)
            {
                faults.Add(
                    FaultTopic.Resources, resources.Mapping("requests")!, name,
                    $"The containers request more {name} than the pod. Raise the pod's request, or lower theirs.");
            }
            else if (request is null && limit is { } most && requested > most)
            {
                faults.Add(
                    FaultTopic.Resources, resources.Mapping("limits")!, name,
                    $"The containers request more {name} than the pod's limit. Raise it, or lower their requests.");
            }

            foreach (var container in limit is null ? [] : podSpec.Mappings("initContainers").Concat(podSpec.Mappings("containers")))
            {
                if (container.Mapping("resources")?.Mapping("limits") is { } limits && Amount(limits, name) > limit)
                {
                    faults.Add(
                        FaultTopic.Resources, limits, name,
                        $"The container's {name} limit is above the pod's. Lower it, or raise the pod's.");
                }
            }
        }
    }

    /// <summary>Checks amounts that are not negative, and whole where they count things.</summary>
    public static void Amount(ObjectFaults faults, ScalarNode amount, string name)
    {
        if (Quantity.Of(amount) is not { } quantity)
        {
            return;
        }

        if (quantity.Value < 0)
        {
            faults.Add(FaultTopic.Resources, amount, $"{name} is {amount.Value}. Write 0 or more.");
        }
        else if (ResourceName.IsExtended(name) && quantity.Value != decimal.Truncate(quantity.Value))
        {
            faults.Add(FaultTopic.Resources, amount, $"{name} is {amount.Value}, and it comes in whole units. Write a whole number.");
        }
        else if (ResourceName.IsHugePages(name) && (ResourceName.PageSize(name) is not { } page || decimal.Ceiling(quantity.Value) % page != 0))
        {
            faults.Add(
                FaultTopic.Resources, amount,
                $"{amount.Value} is not a whole number of pages of {name}. Write a multiple of the page's size.");
        }
    }

    private static void Amounts(ObjectFaults faults, MappingNode? amounts, bool isPod)
    {
        foreach (var entry in amounts?.Entries ?? [])
        {
            var name = entry.Name;
            if (isPod && name is not ("cpu" or "memory") && !ResourceName.IsHugePages(name))
            {
                faults.Add(
                    FaultTopic.Resources, entry.Key,
                    $"A pod as a whole has no resource {Wording.Quote(name)}. Write cpu, memory or hugepages-2Mi, or set it on a container.");
            }
            else if (!name.Contains('/', StringComparison.Ordinal) && !ResourceName.IsOfContainers(name))
            {
                faults.Add(
                    FaultTopic.Resources, entry.Key,
                    $"Containers have no resource {Wording.Quote(name)}. Write cpu, memory, ephemeral-storage, hugepages-2Mi, or a device's name with its domain, such as example.com/gpu.");
            }
            else if (!ValidName.IsQualifiedName(name) || (!ResourceName.IsNative(name) && !ResourceName.IsExtended(name)))
            {
                faults.Add(FaultTopic.Resources, entry.Key, $"The resource name {Wording.Quote(name)} has the wrong form. {Words.LabelKey}");
            }
            else if (entry.Value is ScalarNode amount)
            {
                Amount(faults, amount, name);
            }
        }
    }

    private static void Relations(ObjectFaults faults, MappingNode? requests, MappingNode? limits)
    {
        foreach (var entry in requests?.Entries ?? [])
        {
            var name = entry.Name;
            if (Amount(entry.Value) is not { } request)
            {
                continue;
            }

            var isShared = ResourceName.MayBeOvercommitted(name);
            if (Amount(limits, name) is not { } limit)
            {
                if (!isShared && limits?.Has(name) != true)
                {
                    faults.Add(
                        FaultTopic.Resources, entry.Value,
                        $"{name} is never shared, so it needs a limit. Add the same amount to limits.");
                }
            }
            else if (!isShared && request != limit)
            {
                faults.Add(
                    FaultTopic.Resources, entry.Value,
                    $"{name} is never shared. Request the same amount as the limit, {limits!.Text(name) ?? "0"}.");
            }
            else if (request > limit && limit >= 0)
            {
                faults.Add(
                    FaultTopic.Resources, entry.Value,
                    $"The {name} request, {(entry.Value as ScalarNode)?.Value}, is above the limit, {limits!.Text(name) ?? "0"}. "
                    + "Lower it, or raise the limit.");
            }
        }
    }

    private static void Claims(ObjectFaults faults, MappingNode resources, IReadOnlyCollection<string>? known)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var claim in resources.Mappings("claims"))
        {
            if (known is null)
            {
                faults.Add(FaultTopic.Resources, claim, "A pod as a whole has no claims here. Set them on the containers.");
                continue;
            }

            var name = claim.Text("name") ?? "";
            if (name.Length == 0)
            {
                continue;
            }

            if (!known.Contains(name))
            {
                faults.Add(
                    FaultTopic.Resources, claim, "name",
                    $"The pod has no resource claim {Wording.Quote(name)}. Add it to resourceClaims.");
            }
            else if (!seen.Add((name, claim.Text("request") ?? "")))
            {
                faults.Add(FaultTopic.Resources, claim, "name", $"The claim {Wording.Quote(name)} is listed twice. Remove one.");
            }
        }
    }

    // What the containers request together: init containers run one by one, native sidecars stay (KEP-2837).
    private static decimal Aggregate(MappingNode podSpec, string name)
    {
        var (running, highest) = (0m, 0m);
        foreach (var container in podSpec.Mappings("initContainers"))
        {
            var amount = Requested(container, name);
            var isSidecar = container.Text("restartPolicy") == "Always";
            highest = Math.Max(highest, running + amount);
            running += isSidecar ? amount : 0;
        }

        foreach (var container in podSpec.Mappings("containers"))
        {
            running += Requested(container, name);
        }

        return Math.Max(running, highest);
    }

    private static decimal Requested(MappingNode container, string name)
    {
        var resources = container.Mapping("resources");
        return Amount(resources?.Mapping("requests"), name) ?? Amount(resources?.Mapping("limits"), name) ?? 0;
    }

    // Null is an amount of 0, as the server decodes it.
    private static decimal? Amount(MappingNode? amounts, string name) => Amount(amounts?[name]);

    private static decimal? Amount(Node? amount) => amount is ScalarNode { IsNull: true } ? 0 : Quantity.Of(amount)?.Value;
}
