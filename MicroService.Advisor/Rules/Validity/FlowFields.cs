using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of the settings of its own queues.</summary>
/// <remarks>Kubernetes: pkg/apis/flowcontrol/validation/validation.go.</remarks>
internal static class FlowFields
{
    // The hash that deals queues has as many.
    private const int MostBits = 60;
    private const int DefaultQueues = 64;

    private static readonly (string Kind, string Field)[] Subjects = [("User", "user"), ("Group", "group"), ("ServiceAccount", "serviceAccount")];

    private static readonly string[] Verbs = ["get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy"];

    private static readonly NameForm UrlPath = new(
        "a path with / in front, in which * stands alone behind the last /",
        text => text.StartsWith('/') && !text.Contains("//", StringComparison.Ordinal) && !text.Contains(' ', StringComparison.Ordinal)
            && (text.IndexOf('*', StringComparison.Ordinal) is var star && (star < 0 || (star == text.Length - 1 && text[star - 1] == '/'))));

    /// <summary>Checks which requests a schema matches.</summary>
    public static void CheckSchema(MappingNode spec, FieldFaults faults)
    {
        // The server takes 0 for what is not written, here and in queues.
        faults.Range(spec, "matchingPrecedence", 0, 10000);
        if (spec.Mapping("priorityLevelConfiguration") is { } level)
        {
            faults.NeedName(level, "name", NameForm.Subdomain, "name is missing. Write the name of a PriorityLevelConfiguration.");
        }

        if (spec.Mapping("distinguisherMethod") is { } method)
        {
            faults.OneOf(method["type"], "ByNamespace", "ByUser");
        }

        foreach (var rule in spec.Mappings("rules"))
        {
            faults.Need(rule, "subjects", "subjects is missing. Write whose requests the rule matches.");
            foreach (var subject in rule.Mappings("subjects"))
            {
                CheckSubject(subject, faults);
            }

            if (!FieldFaults.IsFilled(rule["resourceRules"]) && !FieldFaults.IsFilled(rule["nonResourceRules"]))
            {
                faults.Missing(rule, rule["resourceRules"], "The rule matches no requests. Write resourceRules, nonResourceRules or both.");
            }

            foreach (var resource in rule.Mappings("resourceRules"))
            {
                foreach (var field in new[] { "verbs", "apiGroups", "resources" })
                {
                    faults.Need(resource, field, $"{field} is missing. Write at least one, or *.");
                    CheckAlone(resource, field, faults);
                }

                CheckVerbs(resource, faults);
                CheckAlone(resource, "namespaces", faults);
                foreach (var ns in (resource.Sequence("namespaces")?.Items ?? []).OfType<ScalarNode>().Where(ns => ns.Value != "*"))
                {
                    faults.Name(ns, NameForm.Label);
                }

                if (resource.Boolean("clusterScope") != true)
                {
                    faults.Need(resource, "namespaces", "The rule is of no namespace. Write namespaces, or clusterScope: true.");
                }
            }

            foreach (var path in rule.Mappings("nonResourceRules"))
            {
                faults.Need(path, "verbs", "verbs is missing. Write at least one, or *.");
                faults.Need(path, "nonResourceURLs", "nonResourceURLs is missing. Write at least one, or *.");
                CheckAlone(path, "verbs", faults);
                CheckVerbs(path, faults);
                CheckAlone(path, "nonResourceURLs", faults);
                foreach (var url in (path.Sequence("nonResourceURLs")?.Items ?? []).OfType<ScalarNode>().Where(url => url.Value != "*"))
                {
                    faults.Name(url, UrlPath);
                }
            }
        }
    }

    private static void CheckSubject(MappingNode subject, FieldFaults faults)
    {
        if (Array.Find(Subjects, candidate => candidate.Kind == subject.Text("kind")) is not { Kind: { } kind } known)
        {
            faults.OneOf(subject["kind"], "User", "Group", "ServiceAccount");
            return;
        }

        faults.Need(subject, known.Field, $"{known.Field} is missing, which the kind {kind} needs. Write its name.");
        foreach (var (_, field) in Subjects.Where(other => other.Kind != kind))
        {
            faults.Forbid(subject, field, $"A subject of the kind {kind} has no {field}. Remove it.");
        }

        if (subject.Mapping(known.Field) is { } name)
        {
            faults.Need(name, "name", "name is missing. Write whom the rule is about, or *.");
            if (kind == "ServiceAccount")
            {
                faults.NeedName(name, "namespace", NameForm.Label);
                if (name.Text("name") != "*")
                {
                    faults.FilledName(name, "name", NameForm.Subdomain);
                }
            }
        }
    }

    private static void CheckVerbs(MappingNode rule, FieldFaults faults)
    {
        foreach (var verb in (rule.Sequence("verbs")?.Items ?? []).OfType<ScalarNode>().Where(verb => verb.Value != "*"))
        {
            faults.OneOf(verb, Verbs);
        }
    }

    private static void CheckAlone(MappingNode rule, string field, FieldFaults faults)
    {
        if (rule.Sequence(field) is { Items.Count: > 1 } list && list.Items.OfType<ScalarNode>().FirstOrDefault(item => item.Value == "*") is { } all)
        {
            faults.Add(all, $"* means all {field}. Remove the others, or this one.");
        }
    }

    /// <summary>Checks how many requests a level lets in.</summary>
    public static void CheckLevel(string name, MappingNode spec, FieldFaults faults)
    {
        if (faults.Need(spec, "type", "type is missing. Write Limited."))
        {
            faults.OneOf(spec["type"], "Exempt", "Limited");
        }

        if (spec.Text("type") is "Exempt" or "Limited" && spec.Text("type") == "Exempt" != (name == "exempt"))
        {
            faults.Add(spec["type"]!, "The level named exempt is of the type Exempt, and no other is. Write another type or name.");
        }

        var (limited, exempt) = (spec.Mapping("limited"), spec.Mapping("exempt"));
        switch (spec.Text("type"))
        {
            case "Exempt" when limited is not null:
                faults.Add(limited, "A level of type Exempt has no limits. Remove limited.");
                break;
            case "Limited" when exempt is not null:
                faults.Add(exempt, "A level of type Limited is not exempt. Remove exempt.");
                break;
            case "Limited":
                faults.Need(spec, "limited", "limited is missing. Write the limits of the level.");
                break;
        }

        foreach (var level in new[] { limited, exempt }.OfType<MappingNode>())
        {
            faults.Range(level, "nominalConcurrencyShares", 0);
            faults.Range(level, "lendablePercent", 0, 100);
            faults.Range(level, "borrowingLimitPercent", 0);
        }

        if (limited?.Mapping("limitResponse") is not { } response)
        {
            return;
        }

        if (faults.Need(response, "type", "type is missing. Write Queue or Reject."))
        {
            faults.OneOf(response["type"], "Queue", "Reject");
        }

        if (response.Text("type") == "Reject" && response.Mapping("queuing") is { } queuing)
        {
            faults.Add(queuing, "A level that rejects has no queues. Remove queuing, or write the type Queue.");
        }
        else if (response.Text("type") == "Queue" && response["queuing"] is null or ScalarNode { IsNull: true })
        {
            faults.Need(response, "queuing", "queuing is missing, which the type Queue needs. Write queues, handSize and queueLengthLimit.");
        }
        else if (response.Text("type") == "Queue" && response.Mapping("queuing") is { } queues)
        {
            faults.Range(queues, "queues", 0, 10_000_000);
            if (queues.Integer("queues") is > 1 and var many && queues.Integer("handSize") is > 0 and var hand && hand <= many && Math.Ceiling(Math.Log2(many) * hand) > MostBits)
            {
                faults.Add(queues["handSize"]!, $"{hand} of {many} queues take more than 60 bits to tell hands apart. Write a smaller handSize or fewer queues.");
            }

            faults.Range(queues, "queueLengthLimit", 0);
            faults.Range(queues, "handSize", 0, queues.Integer("queues") is > 0 and var count ? count : DefaultQueues);
        }
    }
}
