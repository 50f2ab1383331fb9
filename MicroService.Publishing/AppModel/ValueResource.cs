namespace MicroService.Publishing.AppModel;

/// <summary>A connection string made of others (<c>value.v0</c>), such as a database on a server.</summary>
internal sealed record ValueResource(string Name, string Type, string ConnectionString) : ManifestResource(Name, Type)
{
    public override IEnumerable<ManifestExpression> Expressions() => [At(ConnectionString, "connectionString")];
}
