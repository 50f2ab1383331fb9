using MicroService.Advisor.Manifests;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>What the API server asks of taints.</summary>
/// <remarks>Kubernetes: pkg/apis/core/validation/validation.go, validateNodeTaints.</remarks>
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
}
