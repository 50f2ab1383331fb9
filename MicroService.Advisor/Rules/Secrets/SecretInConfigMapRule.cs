using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets stay out of ConfigMaps.</summary>
public sealed class SecretInConfigMapRule() : ObjectRule("ConfigMap")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-in-config-map",
        Category = RuleCategory.Secrets,
        Severity = Severity.Danger,
        Title = "No ConfigMap holds a secret",
        Why = "ConfigMaps are neither encrypted at rest nor kept from anyone who may look at the namespace.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/configmap/"),
        Checklist = "secrets",
        Equivalents = new RuleEquivalents
        {
            Polaris = ["sensitiveConfigmapContent"],
        },
    };

    // A file full of them needs no longer list.
    private const int Most = 20;

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context) =>
        from entry in candidate?.Root.Mapping("data")?.Entries ?? []
        let value = entry.Value as ScalarNode
        where value is { IsNull: false }
        from secret in SecretsIn(entry.Name, value.Value).Take(Most)
        select Report(candidate!, value, $"The key {entry.Name} holds {secret}.");

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate is { Group: "" } && candidate.Root.Mapping("data") is { Entries.Count: > 0 };

    private static IEnumerable<string> SecretsIn(string key, string value)
    {
        if (!value.Contains('\n', StringComparison.Ordinal))
        {
            return SecretShape.Of(key, value) is { } secret ? [secret] : [];
        }

        return SettingLine.IsSettings(key)
            ? SettingLine.SecretsIn(value)
            : SecretShape.Of("", value) is { } shaped ? [shaped] : [];
    }
}
