using MicroService.Advisor.Objects;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Layout;

namespace MicroService.Publishing.Checks;

/// <summary>What has to hold between the objects of a deployment whatever the app model and the settings are.</summary>
internal static class PublicationChecks
{
    /// <summary>Everything that does not hold in a variant that stands alone.</summary>
    public static IReadOnlyList<CheckProblem> Problems(ApplicationVariant variant) => Problems(variant, variant.Model);

    /// <summary>Everything that does not hold in one variant.</summary>
    /// <param name="secrets">The model that <c>secrets/</c> is made of.</param>
    public static IReadOnlyList<CheckProblem> Problems(ApplicationVariant variant, ClusterModel secrets)
    {
        var graph = new ObjectGraph(variant.Application.Files);
        return
        [
            .. NameCheck.Problems(graph),
            .. AdvisorCheck.Problems(variant.Application.Files),
            .. SecretKeyCheck.Problems(graph, secrets),
            .. PolicyPeerCheck.Problems(graph),
            .. GracePeriodCheck.Problems(graph, variant.Model),
            .. HeapCheck.Problems(graph),
            .. QuotaCheck.Problems(graph),
        ];
    }
}
