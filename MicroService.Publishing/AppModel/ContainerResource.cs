namespace MicroService.Publishing.AppModel;

/// <summary>A container (<c>container.v0</c>, <c>container.v1</c>, <c>dockerfile.v0</c>) from an image or from a Dockerfile.</summary>
internal sealed record ContainerResource(string Name, string Type) : WorkloadResource(Name, Type)
{
    /// <summary>The image with its tag or digest; null where <see cref="Build"/> says how to make it.</summary>
    public string? Image { get; init; }

    public ContainerBuild? Build { get; init; }

    public string? Entrypoint { get; init; }

    public string? ConnectionString { get; init; }

    public IReadOnlyList<Volume> Volumes { get; init; } = [];

    public IReadOnlyList<BindMount> BindMounts { get; init; } = [];

    public override IEnumerable<ManifestExpression> Expressions()
    {
        foreach (var expression in base.Expressions())
        {
            yield return expression;
        }

        if (Entrypoint is not null)
        {
            yield return At(Entrypoint, "entrypoint");
        }

        for (var index = 0; index < Volumes.Count; index++)
        {
            yield return At(Volumes[index].Name, "volumes", $"{index}", "name");
            yield return At(Volumes[index].Target, "volumes", $"{index}", "target");
        }

        for (var index = 0; index < BindMounts.Count; index++)
        {
            yield return At(BindMounts[index].Source, "bindMounts", $"{index}", "source");
            yield return At(BindMounts[index].Target, "bindMounts", $"{index}", "target");
        }

        if (ConnectionString is not null)
        {
            yield return At(ConnectionString, "connectionString");
        }

        // Before container.v1, Dockerfiles were a type of their own with the arguments beside the path.
        var arguments = Type == ManifestResourceTypes.Dockerfile ? ["buildArgs"] : new[] { "build", "args" };
        foreach (var (name, value) in Build?.Args ?? new Dictionary<string, string>())
        {
            yield return At(value, [.. arguments, name]);
        }

        foreach (var secret in Build?.Secrets ?? [])
        {
            if (secret.Value is not null)
            {
                yield return At(secret.Value, "build", "secrets", secret.Name, "value");
            }
        }
    }
}

/// <summary>How to make an image from a Dockerfile; paths are relative to the manifest.</summary>
/// <param name="Stage">The target stage of a multi-stage Dockerfile, or null for the last.</param>
/// <param name="BuildOnly">Whether the image only hands files to others and never runs.</param>
internal sealed record ContainerBuild(string Context, string Dockerfile, string? Stage, bool BuildOnly)
{
    public IReadOnlyDictionary<string, string> Args { get; init; } = new Dictionary<string, string>();

    public IReadOnlyList<BuildSecret> Secrets { get; init; } = [];
}

/// <summary>
/// A secret of an image build: <paramref name="Value"/> for type <c>env</c>, <paramref name="Source"/> (a path) for type <c>file</c>.
/// </summary>
internal sealed record BuildSecret(string Name, string Type, string? Value, string? Source);

/// <summary>A volume and where the container sees it.</summary>
/// <param name="Name">Empty for an anonymous volume.</param>
internal sealed record Volume(string Name, string Target, bool ReadOnly);

/// <summary>A folder or file of the host, relative to the manifest, and where the container sees it.</summary>
internal sealed record BindMount(string Source, string Target, bool ReadOnly);
