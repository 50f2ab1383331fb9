namespace MicroService.Publishing.AppModel;

/// <summary>The values of <c>type</c> that the format defines and that are read into records of their own.</summary>
internal static class ManifestResourceTypes
{
    public const string ProjectV0 = "project.v0";
    public const string ProjectV1 = "project.v1";
    public const string ContainerV0 = "container.v0";
    public const string ContainerV1 = "container.v1";
    public const string Dockerfile = "dockerfile.v0";
    public const string Executable = "executable.v0";
    public const string Parameter = "parameter.v0";
    public const string Value = "value.v0";
    public const string AnnotatedString = "annotated.string";
}
