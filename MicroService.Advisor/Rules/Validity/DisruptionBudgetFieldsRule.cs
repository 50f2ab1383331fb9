using System.Globalization;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>A budget names one number or share of pods.</summary>
/// <remarks>Kubernetes: pkg/apis/policy/validation/validation.go, ValidatePodDisruptionBudgetSpec.</remarks>
public sealed class DisruptionBudgetFieldsRule() : FieldsRule("policy/PodDisruptionBudget")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "pdb-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "A PodDisruptionBudget has either minAvailable or maxUnavailable, as a number or share of pods",
        Why = "The API server refuses a budget with both limits, and one whose limit is neither a number of pods nor a percentage up to 100%. Without the budget a drain may stop every pod at once.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/run-application/configure-pdb/#specifying-a-poddisruptionbudget"),
        Checklist = "sane defaults",
        Equivalents = new RuleEquivalents
        {
            KubeScore = ["poddisruptionbudget-has-policy"],
        },
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Spec is not { } spec)
        {
            return;
        }

        if (spec.Scalar("minAvailable") is not null && spec.Scalar("maxUnavailable") is { } second)
        {
            faults.Add(second, "A budget has either minAvailable or maxUnavailable. Remove one.");
        }

        CheckShare(spec, "minAvailable", faults);
        CheckShare(spec, "maxUnavailable", faults);
        SelectorFields.Check(spec, "selector", faults);
    }

    private static void CheckShare(MappingNode spec, string field, FieldFaults faults)
    {
        if (spec.Scalar(field) is not { Kind: ScalarKind.String } text)
        {
            faults.Range(spec, field, 0);
        }
        else if (text.Value.Length < 2 || text.Value[^1] != '%' || !text.Value[..^1].All(char.IsAsciiDigit))
        {
            faults.Add(text, $"{field} is the text {Wording.Quote(text.Value)}. Write a number without quotes, or a percentage such as 25%.");
        }
        else if (!int.TryParse(text.Value.AsSpan(0, text.Value.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var share) || share > 100)
        {
            faults.Add(text, $"{field} is {Wording.Quote(text.Value)}. Write at most 100%.");
        }
    }
}
