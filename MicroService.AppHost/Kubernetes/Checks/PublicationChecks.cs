using MicroService.Advisor.Objects;
using MicroService.AppHost.Kubernetes.Layout;

namespace MicroService.AppHost.Kubernetes.Checks;

/// <summary>What has to hold between the objects of a deployment whatever the app model and the settings are.</summary>
internal static class PublicationChecks
{
    /// <summary>Everything that does not hold in one variant.</summary>
    public static IReadOnlyList<CheckProblem> Problems(ApplicationVariant variant)
    {
        var graph = new ObjectGraph(variant.Application.Files);
        return
        [
            .. NameCheck.Problems(graph),
            .. AdvisorCheck.Problems(variant.Application.Files),
            .. SecretKeyCheck.Problems(graph, variant.Model),
            .. PolicyPeerCheck.Problems(graph),
            .. GracePeriodCheck.Problems(graph, variant.Model),
            .. HeapCheck.Problems(graph),
            .. QuotaCheck.Problems(graph),
        ];
    }
}
