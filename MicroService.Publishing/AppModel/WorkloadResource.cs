namespace MicroService.Publishing.AppModel;

/// <summary>A resource that runs: it has arguments, environment and bindings.</summary>
internal abstract record WorkloadResource(string Name, string Type) : ManifestResource(Name, Type)
{
    public IReadOnlyList<string> Args { get; init; } = [];

    /// <summary>Environment variables in the order of the manifest; values may hold expressions.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<Binding> Bindings { get; init; } = [];

    /// <summary>Files that other resources' images hand to this one.</summary>
    public IReadOnlyList<ContainerFiles> ContainerFiles { get; init; } = [];

    public Binding? FindBinding(string name) => Bindings.FirstOrDefault(binding => binding.Name == name);

    public override IEnumerable<ManifestExpression> Expressions()
    {
        for (var index = 0; index < Args.Count; index++)
        {
            yield return At(Args[index], "args", $"{index}");
        }

        foreach (var (name, value) in Environment)
        {
            yield return At(value, "env", name);
        }
    }
}
