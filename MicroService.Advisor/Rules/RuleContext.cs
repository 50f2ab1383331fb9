using MicroService.Advisor.CustomResources;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules;

/// <summary>What a rule may look at besides the object at hand.</summary>
/// <param name="Graph">All objects.</param>
/// <param name="Settings">What the audit may assume.</param>
public sealed record RuleContext(ObjectGraph Graph, AuditSettings Settings)
{
    private readonly Lock _lock = new();

    /// <summary>What the API server's schema has against the objects; looked at when a rule asks for it first.</summary>
    internal SchemaReading Schema
    {
        get
        {
            lock (_lock)
            {
                return field ??= ReadSchema?.Invoke() ?? SchemaReading.Of(Graph.Objects, Settings.KubernetesVersion, Settings.MaxFindings);
            }
        }

        init;
    }

    /// <summary>Reads the schema where misspelt fields are marked already; null to read it before any rule looks at the objects.</summary>
    internal Func<SchemaReading>? ReadSchema { get; init; }

    /// <summary>Tells whether there is a rule of an id. Only the catalog knows; without one, every id counts.</summary>
    internal Func<string, bool> KnowsRule { get; init; } = static _ => true;

    /// <summary>What the API server has against the objects beyond its schema.</summary>
    internal ObjectValidation Validation => field ??= new ObjectValidation(Schema);

    /// <summary>The kinds that CustomResourceDefinitions define, those among the objects first.</summary>
    internal CustomDefinitions Definitions =>
        field ??= CustomDefinitions.Of(Graph.OfKind("CustomResourceDefinition")
            .Concat(Settings.Definitions.SelectMany(file => file.Documents.SelectMany(document => ObjectGraph.ObjectsOf(file, document)))));
}
