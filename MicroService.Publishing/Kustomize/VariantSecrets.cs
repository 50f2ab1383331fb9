using MicroService.Publishing.Hardening;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Kustomize;

/// <summary>The Secrets of a deployment: the keys of all variants, because they share the folder <c>secrets</c>.</summary>
internal static class VariantSecrets
{
    /// <summary>The base's model with the workloads and keys that overlays add.</summary>
    /// <param name="variants">The base, then the overlays.</param>
    public static ClusterModel Of(IReadOnlyList<ApplicationVariant> variants)
    {
        var workloads = variants
            .SelectMany(variant => variant.Model.Workloads)
            .GroupBy(workload => workload.Name, StringComparer.Ordinal)
            .Select(same => same.First() with { Secrets = Union(same) });
        return variants[0].Model with { Workloads = [.. workloads] };
    }

    private static IReadOnlyList<ClusterSecret> Union(IEnumerable<ClusterWorkload> workloads) =>
    [
        .. workloads.SelectMany(workload => workload.Secrets)
            .GroupBy(secret => secret.Name, StringComparer.Ordinal)
            .Select(same => same.DistinctBy(secret => secret.Expression.Text).Count() == 1
                ? same.First()
                : same.First() with { Form = null, Unknown = $"overlays give {same.Key} values of their own", Parameters = [.. same.SelectMany(secret => secret.Parameters).Distinct(StringComparer.Ordinal)] }),
    ];
}
