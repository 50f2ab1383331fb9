using System.Runtime.CompilerServices;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Hygiene;

/// <summary>Secrets that pods refer to exist, or something given makes them.</summary>
public sealed class SecretReferenceRule() : ReferenceRule("Secret")
{
    private static readonly ConditionalWeakTable<ObjectGraph, HashSet<(string Namespace, string? Name)>> Made = [];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-reference",
        Category = RuleCategory.Hygiene,
        Severity = Severity.Advice,
        Title = "Secrets that pods refer to exist",
        Why = "A pod that refers to a missing Secret, or to a key that a Secret lacks, never starts: it hangs in CreateContainerConfigError or ContainerCreating. Secrets often come from outside the manifests, so make sure that something creates this one before the pods run; a key that a given Secret lacks is a danger.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/secret/#using-a-secret"),
        Checklist = "secrets",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["env-value-from"],
        },
        NeedsWholeApplication = true,
    };

    /// <inheritdoc/>
    protected override bool IsMade(Workload workload, string name, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(workload);
        ArgumentNullException.ThrowIfNull(context);
        var graph = context.Graph;
        var ns = workload.Object.Namespace;
        return graph.Find("SealedSecret", ns, name) is not null
            || KustomizationGenerators.Make("secretGenerator", name, workload, graph)
            || IsDeclared(workload, name, graph)
            || graph.SameAs(ns).Any(same => Made.GetValue(graph, static graph => [.. MadeIn(graph)]).Contains((same, name)));
    }

    // The Secrets that operators make of other objects.
    private static IEnumerable<(string Namespace, string? Name)> MadeIn(ObjectGraph graph) =>
        graph.OfKind("Certificate").Select(certificate => (certificate.Namespace, certificate.Spec?.Text("secretName")))
            .Concat(graph.OfKind("ExternalSecret")
                .Select(external => (external.Namespace, (string?)(external.Spec?.At("target", "name") is ScalarNode target ? target.Value : external.Name))))
            .Concat(graph.OfKind("SecretProviderClass").SelectMany(provider =>
                (provider.Spec?.Mappings("secretObjects") ?? []).Select(secret => (provider.Namespace, secret.Text("secretName")))));

    // An account that lists a Secret says that it is provided beside the manifests. One that mounts tokens may list its legacy ones.
    private static bool IsDeclared(Workload workload, string name, ObjectGraph graph) =>
        graph.FindFor(workload, "ServiceAccount", workload.ServiceAccountName)?.Root is { } account
        && account.Boolean("automountServiceAccountToken") is false
        && account.Mappings("secrets").Any(secret => secret.Text("name") == name);
}
