using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of taints, and of tolerations outside of pods.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, validateNodeTaints and ValidateTolerations.</remarks>
internal static class TaintFields
{
    /// <summary>Checks the taints of a node.</summary>
    public static void CheckTaints(MappingNode spec, FieldFaults faults)
    {
        var seen = new HashSet<(string?, string?)>();
        foreach (var taint in spec.Mappings("taints"))
        {
            faults.NeedName(taint, "key", NameForm.Qualified);
            faults.Name(taint["value"], NameForm.LabelValue);
            if (faults.Need(taint, "effect", "effect is missing. Write NoSchedule, PreferNoSchedule or NoExecute."))
            {
                faults.OneOf(taint["effect"], "NoSchedule", "PreferNoSchedule", "NoExecute");
            }

            if (!seen.Add((taint.Text("key"), taint.Text("effect"))))
            {
                faults.Missing(taint, taint.Scalar("key"), "The node has this taint twice with the same effect. Remove one.");
            }
        }
    }

    /// <summary>Checks a toleration.</summary>
    public static void CheckToleration(MappingNode toleration, FieldFaults faults)
    {
        faults.FilledName(toleration, "key", NameForm.Qualified);
        var comparison = toleration.Text("operator") is { Length: > 0 } written ? written : "Equal";
        if (comparison is not ("Equal" or "Exists" or "Lt" or "Gt"))
        {
            faults.OneOf(toleration["operator"], "Equal", "Exists");
        }
        else if (comparison == "Exists")
        {
            if (toleration.Text("value") is { Length: > 0 })
            {
                faults.Add(toleration["value"]!, "The operator Exists takes no value. Remove it, or write the operator Equal.");
            }
        }
        else
        {
            faults.Name(toleration["value"], NameForm.LabelValue);
            faults.Need(toleration, "key", "A toleration without key tolerates every taint, with the operator Exists only. Write a key, or operator: Exists.");
        }

        if (toleration.Text("effect") is { Length: > 0 })
        {
            faults.OneOf(toleration["effect"], "NoSchedule", "PreferNoSchedule", "NoExecute");
        }

        if (toleration.Scalar("tolerationSeconds") is { } seconds && toleration.Text("effect") != "NoExecute")
        {
            faults.Add(seconds, "tolerationSeconds counts for the effect NoExecute only. Write that effect, or remove it.");
        }
    }
}
