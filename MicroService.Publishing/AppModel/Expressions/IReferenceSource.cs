namespace MicroService.Publishing.AppModel.Expressions;

/// <summary>Answers what a manifest leaves open.</summary>
internal interface IReferenceSource
{
    /// <summary>A property of a binding; see <see cref="BindingProperties"/>.</summary>
    Resolution Binding(WorkloadResource resource, Binding binding, string property);

    /// <summary>The value of an input, a parameter's or another resource's.</summary>
    Resolution Input(ManifestResource parameter, ParameterInput input);

    /// <summary>A connection string that replaces the manifest's, or null.</summary>
    Resolution? ConnectionString(ManifestResource resource);

    /// <summary>A value that only a deployment has: <c>outputs.x</c>, <c>secrets.x</c>, <c>containerImage</c>, ….</summary>
    Resolution Output(ManifestResource resource, IReadOnlyList<string> path);
}

/// <summary>The properties of a binding.</summary>
internal static class BindingProperties
{
    public const string Url = "url";
    public const string Host = "host";
    public const string Port = "port";
    public const string TargetPort = "targetPort";
    public const string Scheme = "scheme";
    public const string TlsEnabled = "tlsEnabled";

    public static IReadOnlyList<string> All { get; } = [Url, Host, Port, TargetPort, Scheme, TlsEnabled];
}
