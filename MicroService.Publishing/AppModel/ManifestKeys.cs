namespace MicroService.Publishing.AppModel;

/// <summary>The keys of the format (schema aspire-8.0.json and the additions of later releases).</summary>
internal static class ManifestKeys
{
    private static readonly string[] Workload = ["type", "args", "env", "bindings", "containerFiles", "deployment", "inputs"];

    /// <summary>
    /// The keys of a binding. Early exports have <c>containerPort</c> for the target port, and every binding has the host that it is
    /// published at.
    /// </summary>
    public static IReadOnlyList<string> Binding { get; } = ["scheme", "protocol", "transport", "external", "targetPort", "port", "host", "containerPort"];

    public static IReadOnlyList<string> Volume { get; } = ["name", "target", "readOnly"];

    public static IReadOnlyList<string> BindMount { get; } = ["source", "target", "readOnly"];

    public static IReadOnlyList<string> Build { get; } = ["context", "dockerfile", "stage", "buildOnly", "args", "secrets"];

    public static IReadOnlyList<string> Input { get; } = ["type", "secret", "default"];

    /// <summary>The keys of a resource of that type; none for types of clouds and extensions.</summary>
    public static IReadOnlyList<string> Of(string type) => type switch
    {
        ManifestResourceTypes.ProjectV0 or ManifestResourceTypes.ProjectV1 => [.. Workload, "path"],
        ManifestResourceTypes.ContainerV0 or ManifestResourceTypes.ContainerV1 =>
            [.. Workload, "image", "build", "entrypoint", "connectionString", "volumes", "bindMounts"],
        ManifestResourceTypes.Dockerfile => [.. Workload, "path", "context", "buildArgs", "connectionString", "volumes", "bindMounts", "entrypoint"],
        ManifestResourceTypes.Executable => [.. Workload, "command", "workingDirectory"],
        ManifestResourceTypes.Parameter => ["type", "value", "connectionString", "inputs"],
        ManifestResourceTypes.Value => ["type", "connectionString"],
        ManifestResourceTypes.AnnotatedString => ["type", "value", "filter"],
        _ => [],
    };
}
