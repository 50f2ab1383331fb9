using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Secrets;

/// <summary>Computes the values of Secrets.</summary>
internal static class SecretResolver
{
    /// <summary>The Secrets of a model. A parameter has the same value in all of them.</summary>
    /// <param name="external">The external resources that the model was built with.</param>
    /// <param name="value">Returns a parameter's value, as <c>ParameterStore.Value</c> does; <see cref="Resolution.Wrong"/> if there is
    /// none.</param>
    public static IReadOnlyList<ResolvedSecret> Resolve(
        AppManifest manifest,
        ClusterModel model,
        KubernetesOptions options,
        IReadOnlySet<string> external,
        Func<ManifestResource, ParameterInput, Resolution> value)
    {
        var plan = ClusterPlan.Of(manifest, options, external);
        var resolver = new ExpressionResolver(plan.Manifest, new ClusterReferences(plan, value));
        return [.. model.Workloads.Where(workload => workload.Secrets.Count > 0).Select(workload => new ResolvedSecret(workload, [.. workload.Secrets.Select(Key)]))];

        ResolvedKey Key(ClusterSecret secret) => secret.Unknown is { } reason ? new ResolvedKey(secret.Name, null, reason) : resolver.Resolve(secret.Expression).Outcome switch
        {
            Resolution.Known known => new ResolvedKey(secret.Name, known.Text, null),
            Resolution.Absent absent => new ResolvedKey(secret.Name, null, absent.Reason),
            var wrong => new ResolvedKey(secret.Name, null, ((Resolution.Wrong)wrong).Message),
        };
    }
}

/// <summary>A workload's Secret with the values of its keys, in the order of the model.</summary>
internal sealed record ResolvedSecret(ClusterWorkload Workload, IReadOnlyList<ResolvedKey> Keys);

/// <summary>A key of a Secret.</summary>
/// <param name="Value">The value; null if unknown.</param>
/// <param name="Missing">The reason why there is no value; null if there is one.</param>
internal sealed record ResolvedKey(string Name, string? Value, string? Missing)
{
    /// <summary>The key without its value.</summary>
    public override string ToString() => $"{Name}{(Missing is null ? string.Empty : $": {Missing}")}";
}
