using MicroService.Advisor.Expressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>Webhooks and admission policies say completely what they are asked about, and where.</summary>
/// <remarks>Kubernetes: pkg/apis/admissionregistration/validation/validation.go.</remarks>
public sealed class AdmissionFieldsRule() : FieldsRule(
    "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
    "admissionregistration.k8s.io/MutatingWebhookConfiguration",
    "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
    "admissionregistration.k8s.io/MutatingAdmissionPolicy",
    "admissionregistration.k8s.io/ValidatingAdmissionPolicyBinding",
    "admissionregistration.k8s.io/MutatingAdmissionPolicyBinding")
{
    private const int LongestTimeout = 30;

    private const int MostConditions = 64;

    private static readonly NameForm GroupVersion = new("group/version, or v1", text => text.Split('/') is [not ""] or [not "", not ""]);

    private static readonly NameForm Kind = new("letters and digits, a letter first", text => ValidName.IsDns1035Label(text.ToLowerInvariant()));

    private static readonly NameForm AnnotationKey = new(
        "letters, digits, hyphens, dots and underscores, with a letter or digit at both ends", text => ValidName.IsNamePart(text));

    private static readonly string[] Operations = ["*", "CREATE", "UPDATE", "DELETE", "CONNECT"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "admission-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Webhooks and admission policies say completely what they judge",
        Why = "The API server refuses a webhook without a full name, an address or rules that match anything, and a policy or binding that judges nothing. What it was to keep out then gets in.",
        Reference = new Uri("https://kubernetes.io/docs/reference/access-authn-authz/extensible-admission-controllers/"),
        Checklist = "sane defaults",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        switch (candidate.Kind)
        {
            case "ValidatingWebhookConfiguration" or "MutatingWebhookConfiguration":
                var names = new HashSet<string>(StringComparer.Ordinal);
                foreach (var hook in candidate.Root.Mappings("webhooks"))
                {
                    CheckHook(hook, names, faults);
                }

                break;
            case "ValidatingAdmissionPolicy" or "MutatingAdmissionPolicy" when candidate.Spec is { } spec:
                CheckPolicy(spec, candidate.Kind, faults);
                break;
            case "ValidatingAdmissionPolicyBinding" or "MutatingAdmissionPolicyBinding" when candidate.Spec is { } spec:
                CheckBinding(spec, candidate.Kind, faults);
                break;
        }
    }

    private static void CheckHook(MappingNode hook, HashSet<string> names, FieldFaults faults)
    {
        if (hook.Text("name") is { Length: > 0 } name)
        {
            if (!ValidName.IsDnsSubdomain(name) || name.Split('.').Length < 3)
            {
                faults.Add(hook["name"]!, $"name is {Wording.Quote(name)}. Write a domain name of at least three parts in lowercase letters, such as check.app.example.com.");
            }
            else if (!names.Add(name))
            {
                faults.Add(hook["name"]!, $"The name {name} is listed twice. Write another.");
            }
        }

        foreach (var rule in hook.Mappings("rules"))
        {
            CheckRule(rule, faults);
        }

        CheckVersions(hook, faults);
        faults.Range(hook, "timeoutSeconds", 1, LongestTimeout);
        SelectorFields.Check(hook, "namespaceSelector", faults);
        SelectorFields.Check(hook, "objectSelector", faults);
        CheckConditions(hook, PolicyExpressions.Names(hasParameters: false), faults);
        // An object is refused for Some and Unknown since v1.
        faults.OneOf(hook["sideEffects"] is ScalarNode { Value.Length: > 0 } effects ? effects : null, "None", "NoneOnDryRun");
        if (hook.Mapping("clientConfig") is { } client)
        {
            WebhookAddress.Check(client, faults);
        }
        else if (hook["clientConfig"] is null or ScalarNode { IsNull: true })
        {
            faults.Need(hook, "clientConfig");
        }
    }

    private static void CheckVersions(MappingNode hook, FieldFaults faults)
    {
        if (hook.Sequence("admissionReviewVersions") is not { Items: { Count: > 0 } versions } list)
        {
            return;
        }

        foreach (var version in versions)
        {
            faults.Name(version, NameForm.LetterLabel);
        }

        faults.Distinct(list);
        if (!versions.OfType<ScalarNode>().Any(version => version.Value is "v1" or "v1beta1"))
        {
            faults.Add(list, "admissionReviewVersions lists no version that the API server sends. Write v1.");
        }
    }

    private static void CheckRule(MappingNode rule, FieldFaults faults)
    {
        CheckList(rule, "operations", faults);
        foreach (var operation in rule.Sequence("operations")?.Items ?? [])
        {
            faults.OneOf(operation, Operations);
        }

        CheckList(rule, "apiGroups", faults);
        CheckList(rule, "apiVersions", faults);
        NoneEmpty(rule, "apiVersions", faults);
        faults.Need(rule, "resources", "resources is missing. Write plural names such as pods, or *.");
        NoneEmpty(rule, "resources", faults);
        CheckResources(rule.Sequence("resources"), faults);
        faults.Distinct(rule.Sequence("resourceNames"));
    }

    private static void CheckList(MappingNode rule, string field, FieldFaults faults)
    {
        faults.Need(rule, field, $"{field} is missing. Write at least one, or *.");
        if (rule.Sequence(field) is { Items.Count: > 1 } list && list.Items.OfType<ScalarNode>().FirstOrDefault(item => item.Value == "*") is { } all)
        {
            faults.Add(all, $"* means all {field}. Remove the others, or this one.");
        }
    }

    private static void NoneEmpty(MappingNode rule, string field, FieldFaults faults)
    {
        foreach (var item in (rule.Sequence(field)?.Items ?? []).OfType<ScalarNode>().Where(item => item.IsNull || (item.Kind == ScalarKind.String && item.Value.Length == 0)))
        {
            faults.Add(item, $"An item of {field} is empty. Write it, or *.");
        }
    }

    private static void CheckResources(SequenceNode? list, FieldFaults faults)
    {
        if (list is null)
        {
            return;
        }

        var written = list.Items.OfType<ScalarNode>().Where(item => item.Value.Length > 0).ToList();
        var (allSubresources, allResources) = (new HashSet<string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var item in written)
        {
            if (item.Value.Split('/', 2) is not [var resource, var subresource])
            {
                continue;
            }

            if (allSubresources.Contains(resource) || allResources.Contains(subresource))
            {
                faults.Add(item, $"{item} is among the ones before it. Remove it.");
            }

            _ = subresource == "*" && allSubresources.Add(resource);
            _ = resource == "*" && allResources.Add(subresource);
        }

        if (written.Count > 1 && written.Find(item => item.Value == "*/*") is { } everything)
        {
            faults.Add(everything, "*/* means all resources. Remove the others, or this one.");
        }

        if (written.Find(item => item.Value == "*") is { } every && written.Exists(item => item.Value != "*" && !item.Value.Contains('/', StringComparison.Ordinal)))
        {
            faults.Add(every, "* means all resources. Remove the others, or this one.");
        }
    }

    private static void CheckConditions(MappingNode owner, Dictionary<string, CelType> names, FieldFaults faults)
    {
        if (owner.Sequence("matchConditions") is not { } list)
        {
            return;
        }

        if (list.Items.Count > MostConditions)
        {
            faults.Add(list, "There are at most 64 matchConditions. Join some with &&.");
        }

        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in owner.Mappings("matchConditions"))
        {
            faults.FilledName(condition, "name", NameForm.Qualified);
            if (condition.Text("name") is { Length: > 0 } name && !seen.Add(name))
            {
                faults.Add(condition["name"]!, $"The name {name} is listed twice. Write another.");
            }

            PolicyExpressions.Check(condition, "expression", names, faults, CelKind.Boolean);
        }
    }

    private static void CheckPolicy(MappingNode spec, string kind, FieldFaults faults)
    {
        var names = PolicyExpressions.Names(spec.Mapping("paramKind") is not null);
        CheckConditions(spec, names, faults);
        if (spec.Mapping("paramKind") is { } parameters)
        {
            faults.NeedName(parameters, "apiVersion", GroupVersion, "apiVersion is missing. Write the group and version of the parameters.");
            faults.NeedName(parameters, "kind", Kind, "kind is missing. Write the kind of the parameters.");
        }

        if (spec.Mapping("matchConstraints") is { } constraints)
        {
            faults.Need(constraints, "resourceRules", "resourceRules is missing. Write which resources the policy judges.");
            CheckMatch(constraints, faults);
        }
        else
        {
            faults.Need(spec, "matchConstraints", "matchConstraints is missing. Write which resources the policy judges below resourceRules.");
        }

        names = PolicyExpressions.Declare(spec, names, faults);
        if (kind == "MutatingAdmissionPolicy")
        {
            faults.Need(spec, "mutations", "mutations is missing. Write at least one.");
            foreach (var mutation in spec.Mappings("mutations"))
            {
                CheckMutation(mutation, names, faults);
            }

            return;
        }

        if (!FieldFaults.IsFilled(spec["validations"]) && !FieldFaults.IsFilled(spec["auditAnnotations"]))
        {
            faults.Missing(spec, spec["validations"], "The policy judges nothing. Write validations, auditAnnotations or both.");
        }

        foreach (var validation in spec.Mappings("validations"))
        {
            faults.Need(validation, "expression", "expression is missing. Write a CEL expression that is true for good objects.");
            if (validation.Text("message") is { } message && message.Trim().Contains('\n', StringComparison.Ordinal))
            {
                faults.Add(validation["message"]!, "message has several lines. Write it in one.");
            }

            PolicyExpressions.Check(validation, "expression", names, faults, CelKind.Boolean);
            PolicyExpressions.Check(validation, "messageExpression", names, faults, CelKind.Text);
            if (validation.Text("reason") is { Length: > 0 })
            {
                faults.OneOf(validation["reason"], "Unauthorized", "Forbidden", "Invalid", "RequestEntityTooLarge");
            }
        }

        CheckAnnotations(spec, names, faults);
    }

    private static void CheckMutation(MappingNode mutation, Dictionary<string, CelType> names, FieldFaults faults)
    {
        foreach (var (type, field, other) in new[] { ("ApplyConfiguration", "applyConfiguration", "jsonPatch"), ("JSONPatch", "jsonPatch", "applyConfiguration") })
        {
            if (mutation.Text("patchType") == type)
            {
                faults.Need(mutation, field, $"{field} is missing, which the patchType {type} needs. Write its expression.");
                faults.Forbid(mutation, other, $"A mutation of the patchType {type} has no {other}. Remove it.");
            }

            if (mutation.Mapping(field) is { } patch)
            {
                PolicyExpressions.Check(patch, "expression", names, faults);
            }
        }
    }

    private static void CheckAnnotations(MappingNode spec, Dictionary<string, CelType> names, FieldFaults faults)
    {
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var annotation in spec.Mappings("auditAnnotations"))
        {
            if (annotation.Text("key") is { Length: > 0 } key)
            {
                faults.Name(annotation["key"], AnnotationKey);
                if (!keys.Add(key))
                {
                    faults.Add(annotation["key"]!, $"The key {key} is listed twice. Write another.");
                }
            }

            PolicyExpressions.Check(annotation, "valueExpression", names, faults, CelKind.Text, CelKind.Null);
        }
    }

    private static void CheckBinding(MappingNode spec, string kind, FieldFaults faults)
    {
        faults.NeedName(spec, "policyName", NameForm.Subdomain, "policyName is missing. Write the name of the policy.");
        if (spec.Mapping("matchResources") is { } match)
        {
            CheckMatch(match, faults);
        }

        if (spec.Mapping("paramRef") is { } parameters)
        {
            var (name, selector) = (parameters.Text("name") is { Length: > 0 }, parameters.Mapping("selector") is not null);
            if (name == selector)
            {
                faults.Add(parameters, name ? "paramRef has a name and a selector. Remove one." : "paramRef names nothing. Write name or selector.");
            }

            if (faults.Need(parameters, "parameterNotFoundAction", "parameterNotFoundAction is missing. Write Allow or Deny."))
            {
                faults.OneOf(parameters["parameterNotFoundAction"], "Allow", "Deny");
            }
        }

        if (kind != "ValidatingAdmissionPolicyBinding")
        {
            return;
        }

        faults.Need(spec, "validationActions", "validationActions is missing. Write Deny, Warn or Audit.");
        var actions = (spec.Sequence("validationActions")?.Items ?? []).OfType<ScalarNode>().ToList();
        foreach (var action in actions)
        {
            faults.OneOf(action, "Deny", "Warn", "Audit");
        }

        faults.Distinct(spec.Sequence("validationActions"));
        if (actions.Exists(action => action.Value == "Deny") && actions.Find(action => action.Value == "Warn") is { } warn)
        {
            faults.Add(warn, "Deny tells the client already. Remove Warn.");
        }
    }

    private static void CheckMatch(MappingNode match, FieldFaults faults)
    {
        SelectorFields.Check(match, "namespaceSelector", faults);
        SelectorFields.Check(match, "objectSelector", faults);
        foreach (var rule in match.Mappings("resourceRules").Concat(match.Mappings("excludeResourceRules")))
        {
            CheckRule(rule, faults);
        }
    }
}
