using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.AppModel;

/// <summary>One entry of <c>resources</c>.</summary>
/// <param name="Name">The key of the entry.</param>
/// <param name="Type">The entry's <c>type</c>, such as <c>container.v1</c>; empty where the entry has none.</param>
internal abstract record ManifestResource(string Name, string Type)
{
    /// <summary>The place of the entry in the manifest (RFC 6901).</summary>
    public string Pointer => JsonPointer.Of("resources", Name);

    /// <summary>
    /// The values that are provided, generated or defaulted: those of a parameter, and in early exports also those of what runs.
    /// </summary>
    public IReadOnlyList<ParameterInput> Inputs { get; init; } = [];

    public ParameterInput? FindInput(string name) => Inputs.FirstOrDefault(input => input.Name == name);

    /// <summary>Every string of the entry that may hold expressions, with its place.</summary>
    public virtual IEnumerable<ManifestExpression> Expressions() => [];

    protected ManifestExpression At(string text, params ReadOnlySpan<string> path) => new(Pointer + JsonPointer.Of(path), text);
}

/// <summary>A string of the manifest that may hold <c>{name.member}</c> references.</summary>
/// <param name="Pointer">Its place (RFC 6901).</param>
internal sealed record ManifestExpression(string Pointer, string Text);

/// <summary>A connection string made of others (<c>value.v0</c>), such as a database on a server.</summary>
internal sealed record ValueResource(string Name, string Type, string ConnectionString) : ManifestResource(Name, Type)
{
    public override IEnumerable<ManifestExpression> Expressions() => [At(ConnectionString, "connectionString")];
}

/// <summary>Another value passed through a filter (<c>annotated.string</c>).</summary>
/// <param name="Filter"><c>uri</c>: percent-encoded for use in a URI. No other filter is defined.</param>
internal sealed record AnnotatedStringResource(string Name, string Type, string Value, string Filter) : ManifestResource(Name, Type)
{
    public override IEnumerable<ManifestExpression> Expressions() => [At(Value, "value")];
}

/// <summary>An entry that has only <c>error</c>: the resource exists in the app model but has no form in the manifest.</summary>
internal sealed record UnsupportedResource(string Name, string Error) : ManifestResource(Name, string.Empty);

/// <summary>A resource that the manifest only refers to, and that runs elsewhere according to the settings or the command line.</summary>
internal sealed record ExternalResource(string Name) : ManifestResource(Name, string.Empty);

/// <summary>The values of <c>type</c> that the format defines and that are read into records of their own.</summary>
internal static class ManifestResourceTypes
{
    // Types with a version that are read here; others belong to clouds and extensions, whose versions say nothing to a cluster.
    private static readonly string[] All = [ProjectV0, ProjectV1, ContainerV0, ContainerV1, Dockerfile, Executable, Parameter, Value];

    public const string ProjectV0 = "project.v0";
    public const string ProjectV1 = "project.v1";
    public const string ContainerV0 = "container.v0";
    public const string ContainerV1 = "container.v1";
    public const string Dockerfile = "dockerfile.v0";
    public const string Executable = "executable.v0";
    public const string Parameter = "parameter.v0";
    public const string Value = "value.v0";
    public const string AnnotatedString = "annotated.string";

    /// <summary>The versions of a type that are read, if it is another version of one of them; otherwise none.</summary>
    public static IReadOnlyList<string> OtherVersionsOf(string type)
    {
        var dot = type.LastIndexOf(".v", StringComparison.Ordinal);
        return dot > 0 && type.Length > dot + 2 && type.AsSpan(dot + 2).IndexOfAnyExceptInRange('0', '9') < 0 && !All.Contains(type)
            ? [.. All.Where(known => known.StartsWith(type[..(dot + 2)], StringComparison.Ordinal))]
            : [];
    }
}
