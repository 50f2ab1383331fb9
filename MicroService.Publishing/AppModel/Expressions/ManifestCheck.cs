using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Finds invalid expressions of a manifest: unknown names and cycles.</summary>
internal static class ManifestCheck
{
    /// <summary>All problems of all expressions, in the order of the manifest; only the first of those that lead too far.</summary>
    /// <param name="isLeftOut">Whether the settings leave out a variable of a workload, so that its expression does not count; null to
    /// check all.</param>
    /// <param name="isAbsent">Whether a resource is not published, so that its expressions count only where others refer to them; null to
    /// check all.</param>
    public static IReadOnlyList<ManifestProblem> Problems(
        AppManifest manifest, Func<WorkloadResource, string, bool>? isLeftOut = null, Func<ManifestResource, bool>? isAbsent = null)
    {
        var resolver = new ExpressionResolver(manifest, new AnythingGoes());
        var problems =
            from resource in manifest.Resources
            where isAbsent?.Invoke(resource) is not true
            let variables = Variables(resource)
            from expression in resource.Expressions()
            let variable = variables.GetValueOrDefault(expression.Pointer)
            where variable is null || isLeftOut?.Invoke((WorkloadResource)resource, variable) is not true
            from problem in resolver.Resolve(expression).Problems
            select variable is null || problem.Message.EndsWith(ExpressionResolver.TooFar, StringComparison.Ordinal) ? problem
                : problem with { Message = $"{problem.Message} If the variable is not needed, leave it out: Kubernetes:Resources:{resource.Name}:Omit." };
        return [.. problems.DistinctBy(problem => problem.Message.EndsWith(ExpressionResolver.TooFar, StringComparison.Ordinal) ? ExpressionResolver.TooFar : $"{problem.Pointer} {problem.Message}")];
    }

    private static Dictionary<string, string> Variables(ManifestResource resource) =>
        ((resource as WorkloadResource)?.Environment.Keys ?? []).ToDictionary(name => resource.Pointer + JsonPointer.Of("env", name), StringComparer.Ordinal);

    private sealed class AnythingGoes : IReferenceSource
    {
        private static readonly Resolution Something = new Resolution.Known("x");

        public Resolution Binding(WorkloadResource resource, Binding binding, string property) => Something;

        public Resolution Input(ManifestResource parameter, ParameterInput input) => Something;

        public Resolution? ConnectionString(ManifestResource resource) => resource is ExternalResource ? Something : null;

        public Resolution Output(ManifestResource resource, IReadOnlyList<string> path) => Something;
    }
}
