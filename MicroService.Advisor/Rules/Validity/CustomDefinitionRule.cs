using MicroService.Advisor.CustomResources;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>CustomResourceDefinitions are complete, and their schemas structural.</summary>
/// <remarks>k8s.io/apiextensions-apiserver, pkg/apis/apiextensions/validation/validation.go.</remarks>
public sealed class CustomDefinitionRule : Rule
{
    private const string Approval = "api-approved.kubernetes.io";

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "custom-definition",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "CustomResourceDefinitions have consistent names, one storage version and structural schemas",
        Why = "The API server refuses a definition whose name is not its plural and group, that stores no version or two, or whose schema leaves types out. Every custom resource of it then fails, too.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    public override bool AppliesTo(KubernetesObject candidate, RuleContext context) =>
        candidate is { ApiVersion: "apiextensions.k8s.io/v1", Kind: "CustomResourceDefinition" };

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        ArgumentNullException.ThrowIfNull(context);
        if (candidate.Spec is not { } spec)
        {
            return [];
        }

        var faults = new FieldFaults(candidate, context.Schema);
        CheckNames(candidate, spec, faults);
        CheckVersions(spec, faults);
        if (spec.Boolean("preserveUnknownFields") == true)
        {
            faults.Add(spec["preserveUnknownFields"]!, "v1 drops unknown fields. Remove preserveUnknownFields, or write x-kubernetes-preserve-unknown-fields into the schema.");
        }

        if (spec.Mapping("conversion") is { } conversion)
        {
            CheckConversion(conversion, faults);
        }

        foreach (var schema in spec.Mappings("versions").Select(version => version.Mapping("schema")?.Mapping("openAPIV3Schema")).OfType<MappingNode>())
        {
            foreach (var fault in DefinitionCheck.Check(schema, context.Definitions))
            {
                faults.Add(fault.Node, fault.Message);
            }
        }

        return faults.All.Select(fault => Report(candidate, fault.Node, fault.Message));
    }

    private static void CheckNames(KubernetesObject candidate, MappingNode spec, FieldFaults faults)
    {
        if (spec.Text("group") is { Length: > 0 } group)
        {
            if (!ValidName.IsDnsSubdomain(group) || !group.Contains('.', StringComparison.Ordinal))
            {
                faults.Add(spec["group"]!, $"group is {Wording.Quote(group)}. Write a domain in lowercase letters with at least one dot, such as shop.example.com.");
            }

            if (spec.Mapping("names")?.Text("plural") is { Length: > 0 } plural && candidate.Metadata?.Text("name") is { } name && name != $"{plural}.{group}")
            {
                faults.Add(candidate.Anchor, $"The name of a definition is its plural and group. Write {plural}.{group}.");
            }
        }

        var isProtected = $".{spec.Text("group")}" is var domain
            && (domain.EndsWith(".k8s.io", StringComparison.Ordinal) || domain.EndsWith(".kubernetes.io", StringComparison.Ordinal));
        if (isProtected && string.IsNullOrEmpty(candidate.Annotations?.Text(Approval)))
        {
            faults.Add(spec["group"]!, $"Groups below k8s.io and kubernetes.io are Kubernetes' own. Write a group of your own, or the annotation {Approval}.");
        }

        if (spec.Mapping("names") is not { } names)
        {
            return;
        }

        faults.FilledName(names, "plural", NameForm.LetterLabel);
        faults.FilledName(names, "singular", NameForm.LetterLabel);
        foreach (var word in (names.Sequence("shortNames")?.Items ?? []).Concat(names.Sequence("categories")?.Items ?? []))
        {
            faults.Name(word, NameForm.LetterLabel);
        }

        foreach (var field in new[] { "kind", "listKind" })
        {
            if (names.Text(field) is { Length: > 0 } kind && !ValidName.IsDns1035Label(kind.ToLowerInvariant()))
            {
                faults.Add(names[field]!, $"{field} is {Wording.Quote(kind)}. Write letters and digits, a letter first.");
            }
        }

        if (names.Text("listKind") is { } list && list == names.Text("kind"))
        {
            faults.Add(names["listKind"]!, $"kind and listKind are the same. Write {list}List as listKind, or remove it.");
        }
    }

    private static void CheckVersions(MappingNode spec, FieldFaults faults)
    {
        var versions = spec.Mappings("versions").ToList();
        var stored = versions.Where(version => version.Boolean("storage") == true).ToList();
        if (stored.Count == 0)
        {
            faults.Missing(spec, spec["versions"], "No version is stored. Write storage: true into one of them.");
        }

        foreach (var second in stored.Skip(1))
        {
            faults.Add(second["storage"]!, $"{stored[0].Text("name")} is stored already, and only one version can be. Write false.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var version in versions)
        {
            faults.FilledName(version, "name", NameForm.LetterLabel);
            if (version.Text("name") is { Length: > 0 } name && !seen.Add(name))
            {
                faults.Add(version["name"]!, $"The version {name} is listed twice. Remove one.");
            }

            if (version.Mapping("schema")?.Mapping("openAPIV3Schema") is null && version["schema"] is (null or MappingNode or ScalarNode { IsNull: true }))
            {
                faults.Missing(version, version.Mapping("schema")?["openAPIV3Schema"] ?? version["schema"], "The version has no schema. Write schema.openAPIV3Schema.");
            }

            if (version.Boolean("deprecated") != true)
            {
                faults.Forbid(version, "deprecationWarning", "The version is not deprecated. Remove deprecationWarning, or write deprecated: true.");
            }

            DefinitionFields.CheckViews(version, faults);
        }
    }

    private static void CheckConversion(MappingNode conversion, FieldFaults faults)
    {
        if (conversion.Text("strategy") == "Webhook")
        {
            if (conversion.Mapping("webhook") is not { } webhook)
            {
                faults.Need(conversion, "webhook", "webhook is missing, which the strategy Webhook needs. Write its clientConfig and conversionReviewVersions.");
                return;
            }

            if (faults.Need(webhook, "conversionReviewVersions", "conversionReviewVersions is missing. Write v1.")
                && webhook.Sequence("conversionReviewVersions") is { } reviews && !reviews.Items.OfType<ScalarNode>().Any(review => review.Value is "v1" or "v1beta1"))
            {
                faults.Add(reviews, "conversionReviewVersions lists no version that the API server sends. Write v1.");
            }

            if (webhook.Mapping("clientConfig") is { } client)
            {
                WebhookAddress.Check(client, faults);
            }
            else
            {
                faults.Need(webhook, "clientConfig", "clientConfig is missing. Write the service or url that converts.");
            }
        }
        else if (conversion.Text("strategy") == "None")
        {
            faults.Forbid(conversion, "webhook", "The strategy None calls no webhook. Remove webhook, or write the strategy Webhook.");
        }
    }
}
