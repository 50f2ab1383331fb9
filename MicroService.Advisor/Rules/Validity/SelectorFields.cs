using MicroService.Advisor.Manifests;
using MicroService.Advisor.Validation;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of label selectors.</summary>
/// <remarks>Kubernetes: apimachinery/pkg/apis/meta/v1/validation/validation.go, ValidateLabelSelector.</remarks>
internal static class SelectorFields
{
    /// <summary>Checks the selector under a key, if there is one.</summary>
    public static void Check(MappingNode? owner, string field, FieldFaults faults) => Check(owner?.Mapping(field), faults);

    /// <summary>Checks a selector.</summary>
    public static void Check(MappingNode? selector, FieldFaults faults)
    {
        CheckLabels(selector?.Mapping("matchLabels"), faults);
        foreach (var expression in selector?.Mappings("matchExpressions") ?? [])
        {
            faults.FilledName(expression, "key", NameForm.Qualified);
            switch (expression.Text("operator"))
            {
                case null or "":
                    break;
                case "In" or "NotIn":
                    faults.Need(expression, "values", "values is missing. The operators In and NotIn compare with at least one value.");
                    break;
                case "Exists" or "DoesNotExist":
                    if (expression.Sequence("values") is { Items.Count: > 0 } values)
                    {
                        faults.Add(values, "The operators Exists and DoesNotExist take no values. Remove them.");
                    }

                    break;
                default:
                    faults.OneOf(expression["operator"], "In", "NotIn", "Exists", "DoesNotExist");
                    break;
            }

            foreach (var value in expression.Sequence("values")?.Items ?? [])
            {
                faults.Name(value, NameForm.LabelValue);
            }
        }
    }

    /// <summary>Checks a selector of nodes.</summary>
    public static void CheckNodes(MappingNode owner, string field, FieldFaults faults)
    {
        if (!faults.Need(owner, field, $"{field} is missing. Write nodeSelectorTerms below it.") || owner.Mapping(field) is not { } selector
            || !faults.Need(selector, "nodeSelectorTerms", "nodeSelectorTerms is empty. Write at least one term."))
        {
            return;
        }

        foreach (var term in selector.Mappings("nodeSelectorTerms"))
        {
            faults.AddAll(found => LabelChecks.NodeTerm(found, term, isRequired: true));
        }
    }

    /// <summary>Checks keys and values of labels.</summary>
    public static void CheckLabels(MappingNode? labels, FieldFaults faults)
    {
        foreach (var entry in labels?.Entries ?? [])
        {
            if (!NameForm.Qualified.Fits(entry.Name))
            {
                faults.Add(entry.Key, $"{Wording.Quote(entry.Name)} is not a key of a label. Write {NameForm.Qualified.Words}.");
            }

            faults.Name(entry.Value, NameForm.LabelValue);
        }
    }
}
