using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.References;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Secrets;

/// <summary>Computes the values of Secrets.</summary>
internal static class SecretResolver
{
    /// <summary>Every Secret of a model, workload by workload; a parameter has one value in all of them.</summary>
    /// <param name="external">The same resources as the model was built with.</param>
    /// <param name="value">A parameter's value, such as <c>ParameterStore.Value</c> gives it; <see cref="Resolution.Wrong"/> where there is none.</param>
    public static IReadOnlyList<ResolvedSecret> Resolve(
        AppManifest manifest,
        ClusterModel model,
        KubernetesOptions options,
        IReadOnlySet<string> external,
        Func<ParameterResource, ParameterInput, Resolution> value)
    {
        var resolver = new ExpressionResolver(manifest, new ClusterReferences(ClusterPlan.Of(manifest, options, external), value));
        return [.. model.Workloads.Where(workload => workload.Secrets.Count > 0).Select(workload => new ResolvedSecret(workload, [.. workload.Secrets.Select(Key)]))];

        ResolvedKey Key(ClusterSecret secret) => secret.Unknown is { } reason ? new ResolvedKey(secret.Name, null, reason) : resolver.Resolve(secret.Expression).Outcome switch
        {
            Resolution.Known known => new ResolvedKey(secret.Name, known.Text, null),
            Resolution.Absent absent => new ResolvedKey(secret.Name, null, absent.Reason),
            var wrong => new ResolvedKey(secret.Name, null, ((Resolution.Wrong)wrong).Message),
        };
    }
}
