namespace MicroService.Advisor.Schema;

/// <summary>A kind that the API server serves.</summary>
/// <param name="ApiVersionText">Group and version, a string of the table.</param>
/// <param name="NameText">The name, a string of the table.</param>
/// <param name="Type">Its type.</param>
/// <param name="Versions">The versions that serve it.</param>
/// <param name="IsNamespaced">Whether its objects are in namespaces.</param>
internal readonly record struct SchemaKind(int ApiVersionText, int NameText, SchemaType Type, int Versions, bool IsNamespaced)
{
    /// <summary>Group and version, such as <c>apps/v1</c>.</summary>
    public string ApiVersion => SchemaTable.ToText(ApiVersionText);

    /// <summary>The name, such as <c>Deployment</c>.</summary>
    public string Name => SchemaTable.ToText(NameText);
}
