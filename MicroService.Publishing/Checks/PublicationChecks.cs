using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Checks;

/// <summary>Verifies that the objects of a deployment fit together, for any app model and settings.</summary>
internal static class PublicationChecks
{
    /// <summary>The problems of a variant that stands alone.</summary>
    public static IReadOnlyList<CheckProblem> Problems(ApplicationVariant variant) => Problems(variant, variant.Model);

    /// <summary>The problems of one variant.</summary>
    /// <param name="secrets">The model that <c>secrets/</c> is generated from.</param>
    public static IReadOnlyList<CheckProblem> Problems(ApplicationVariant variant, ClusterModel secrets)
    {
        var graph = new ObjectGraph(variant.Application.Files);
        return
        [
            .. NameCheck.Problems(graph),
            .. AdvisorCheck.Problems(graph),
            .. SecretKeyCheck.Problems(graph, secrets),
            .. GracePeriodCheck.Problems(graph, variant.Model),
            .. HeapCheck.Problems(graph),
        ];
    }
}
