namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Finds invalid expressions of a manifest: unknown names and cycles.</summary>
internal static class ManifestCheck
{
    /// <summary>All problems of all expressions, in the order of the manifest; only the first of those that lead too far.</summary>
    public static IReadOnlyList<ManifestProblem> Problems(AppManifest manifest)
    {
        var resolver = new ExpressionResolver(manifest, new AnythingGoes());
        var problems = manifest.Resources.SelectMany(resource => resource.Expressions()).SelectMany(expression => resolver.Resolve(expression).Problems);
        return [.. problems.DistinctBy(problem => problem.Message.EndsWith(ExpressionResolver.TooFar, StringComparison.Ordinal) ? ExpressionResolver.TooFar : $"{problem.Pointer} {problem.Message}")];
    }

    private sealed class AnythingGoes : IReferenceSource
    {
        private static readonly Resolution Something = new Resolution.Known("x");

        public Resolution Binding(WorkloadResource resource, Binding binding, string property) => Something;

        public Resolution Input(ParameterResource parameter, ParameterInput input) => Something;

        public Resolution? ConnectionString(ManifestResource resource) => null;

        public Resolution Output(ManifestResource resource, IReadOnlyList<string> path) => Something;
    }
}
