using MicroService.Advisor.Manifests;

namespace MicroService.Publishing.AppModel;

/// <summary>A resource of a cloud or an extension (<c>azure.bicep.v0</c>, <c>dapr.v0</c>, <c>aws.*</c>, …), kept as it was read.</summary>
/// <param name="Content">The whole entry.</param>
internal sealed record OpaqueResource(string Name, string Type, MappingNode Content) : ManifestResource(Name, Type)
{
    /// <summary>The connection string, which Azure resources have; null for others.</summary>
    public string? ConnectionString => Content["connectionString"] is ScalarNode { Kind: ScalarKind.String } text ? text.Value : null;

    public override IEnumerable<ManifestExpression> Expressions() => Strings(Content);

    private static IEnumerable<ManifestExpression> Strings(Node node) => node switch
    {
        ScalarNode { Kind: ScalarKind.String } text => [new ManifestExpression(text.Pointer, text.Value)],
        MappingNode mapping => mapping.Entries.SelectMany(entry => Strings(entry.Value)),
        SequenceNode sequence => sequence.Items.SelectMany(Strings),
        _ => [],
    };
}
