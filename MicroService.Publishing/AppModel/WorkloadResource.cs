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

/// <summary>A .NET project (<c>project.v0</c>, <c>project.v1</c>).</summary>
/// <param name="Path">The project file, relative to the manifest.</param>
internal sealed record ProjectResource(string Name, string Type, string Path) : WorkloadResource(Name, Type);

/// <summary>A program of the host (<c>executable.v0</c>).</summary>
/// <param name="WorkingDirectory">Relative to the manifest.</param>
internal sealed record ExecutableResource(string Name, string Type, string Command, string WorkingDirectory) : WorkloadResource(Name, Type);

/// <summary>A port that a resource listens on.</summary>
/// <param name="Scheme">What URLs of this binding start with, such as <c>http</c>, <c>tcp</c> or <c>redis</c>.</param>
/// <param name="Protocol"><c>tcp</c> or <c>udp</c>.</param>
/// <param name="Transport"><c>http</c>, <c>http2</c>, <c>http3</c>, <c>tcp</c> or <c>udp</c>; where the app model says nothing, the
/// protocol.</param>
/// <param name="External">Whether the binding is meant for callers outside of the application.</param>
/// <param name="TargetPort">The port the workload itself listens on, if the model says so.</param>
/// <param name="Port">The port others see, if it differs from the target port.</param>
internal sealed record Binding(string Name, string Scheme, string Protocol, string Transport, bool External, int? TargetPort, int? Port)
{
    /// <summary>Whether requests are HTTP of any version over TCP.</summary>
    public bool IsHttp => Protocol != "udp" && Transport is ("http" or "http2" or "http3");
}

/// <summary>Files that are copied out of another resource's image.</summary>
/// <param name="From">The resource whose image has the files.</param>
internal sealed record ContainerFiles(string From, string Destination, IReadOnlyList<string> Sources);
