using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Auditing;

/// <summary>
/// Audits more objects than fit into memory, a namespace at a time, with the report that they would have together: first every object is
/// shown to a <see cref="ClusterOutline"/> and dropped; then each namespace is read again, with the few objects of others that its own
/// refer to or are referred to by.
/// </summary>
/// <example>
/// <code>
/// var outline = new ClusterOutline(settings.KubernetesVersion);
/// foreach (var candidate in source.ReadAll())
/// {
///     outline.Add(candidate);
/// }
///
/// foreach (var report in new NamespaceAudit(new Auditor(), outline, source).Audit(settings, cancellationToken))
/// {
///     // The findings of one namespace, or of a part of it. Keep what is needed of them, not the report: it holds the objects.
/// }
/// </code>
/// </example>
public sealed class NamespaceAudit(Auditor auditor, ClusterOutline outline, IObjectSource source)
{
    /// <summary>Audits namespace by namespace, in the order in which they first appeared.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<AuditReport> Audit(AuditSettings settings, CancellationToken cancellationToken = default) =>
        outline.Namespaces.SelectMany(ns => Audit(ns, settings, cancellationToken));

    /// <summary>
    /// Audits one namespace; <c>default</c> comes with all that has no namespace. The reports are about one part of its objects after the
    /// other.
    /// </summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IEnumerable<AuditReport> Audit(string ns, AuditSettings settings, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(settings);
        var numbers = outline.NumbersOf(ns);
        var schema = SchemaReading.Of([], settings.KubernetesVersion, settings.MaxFindings);
        var marked = new MarkedObjects(source, schema, settings);
        var own = marked.Read(numbers);
        var foreign = new ForeignObjects(outline, marked, ns).Around(own);
        var objects = numbers.Zip(own).Concat(foreign.Select(pair => (pair.Key, pair.Value)))
            .OrderBy(pair => outline.GroupOf(pair.Item1)).ThenBy(pair => pair.Item1).Select(pair => pair.Item2);
        return auditor.AuditInParts([.. objects], foreign.Values.ToHashSet(), outline.SoleNamespace, schema, settings, cancellationToken);
    }

    // Misspelt fields are marked before anything looks at the objects, so that they are found by the names they mean.
    private sealed class MarkedObjects(IObjectSource source, SchemaReading schema, AuditSettings settings) : IObjectSource
    {
        public IReadOnlyList<KubernetesObject> Read(IReadOnlyList<int> numbers)
        {
            var objects = source.Read(numbers);
            schema.Add(objects, settings.MaxFindings, settings.MaxWorkers);
            return objects;
        }
    }
}
