using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Schema;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>An autoscaler has bounds, metrics and targets that go together.</summary>
/// <remarks>Kubernetes: pkg/apis/autoscaling/validation/validation.go, ValidateHorizontalPodAutoscaler.</remarks>
public sealed class AutoscalerFieldsRule() : FieldsRule("autoscaling/HorizontalPodAutoscaler")
{
    private const int LongestPeriod = 1800;

    private const int LongestWindow = 3600;

    // The type of a metric and the field that describes it.
    private static readonly (string Type, string Field)[] Sources =
    [
        ("Object", "object"), ("External", "external"), ("Pods", "pods"), ("Resource", "resource"), ("ContainerResource", "containerResource"),
    ];

    // Scaling to zero (HPAScaleToZero) is on by default from here on.
    private static readonly KubernetesVersion FirstWithZero = new(37);

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "autoscaler-fields",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "An autoscaler has bounds, metrics and targets that go together",
        Why = "The API server refuses an autoscaler whose minReplicas exceeds maxReplicas, whose target has no API group, or whose metric lacks the description or target that its type needs. Without it the replicas stay as they are under any load.",
        Reference = new Uri("https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/horizontal-pod-autoscaler-v2/"),
        Checklist = "HPA",
        FixSummary = "Writes apps/v1 where the target is a Deployment, StatefulSet or ReplicaSet without a group.",
    };

    private protected override void Check(KubernetesObject candidate, FieldFaults faults)
    {
        if (candidate.Spec is not { } spec)
        {
            faults.Missing(candidate.Root, candidate.Root["spec"], "spec is missing. Write scaleTargetRef and maxReplicas below it.");
            return;
        }

        CheckBounds(spec, faults);
        if (spec.Mapping("scaleTargetRef") is { } target)
        {
            CheckReference(target, mayBeCore: target.Text("kind") == "ReplicationController", faults);
        }
        else
        {
            faults.Need(spec, "scaleTargetRef");
        }

        faults.Range(spec, "targetCPUUtilizationPercentage", 1);
        foreach (var metric in spec.Mappings("metrics"))
        {
            CheckMetric(metric, faults);
        }

        if (spec.Mapping("behavior") is { } behavior)
        {
            CheckScaling(behavior.Mapping("scaleUp"), faults);
            CheckScaling(behavior.Mapping("scaleDown"), faults);
        }
    }

    private static void CheckBounds(MappingNode spec, FieldFaults faults)
    {
        var min = spec.Integer("minReplicas");
        faults.Range(spec, "minReplicas", faults.Version < FirstWithZero ? 1 : 0);
        if (min == 0 && faults.Version >= FirstWithZero && !spec.Mappings("metrics").Any(metric => metric.Text("type") is "Object" or "External"))
        {
            faults.Add(spec["minReplicas"]!, "With zero pods there is no pod metric to scale up on. Write 1, or add a metric of type Object or External.");
        }

        if (spec.Integer("maxReplicas") is not { } max)
        {
            return;
        }

        if (max < 1)
        {
            faults.Range(spec, "maxReplicas", 1);
        }
        else if (max < (min ?? 1))
        {
            faults.Add(spec["maxReplicas"]!, $"maxReplicas is {max} and minReplicas {min}. Write a maxReplicas of {min} or more, or a smaller minReplicas.");
        }
    }

    private static void CheckReference(MappingNode reference, bool mayBeCore, FieldFaults faults)
    {
        faults.NeedName(reference, "kind", NameForm.PathSegment);
        faults.NeedName(reference, "name", NameForm.PathSegment);
        var version = reference.Text("apiVersion") ?? "";
        var slashes = version.Count(character => character == '/');
        if (slashes > 1)
        {
            faults.Add(reference["apiVersion"]!, $"apiVersion is {Wording.Quote(version)}. Write the group and version of the target, such as apps/v1.");
        }
        else if (!mayBeCore && (slashes == 0 || version[0] == '/'))
        {
            var isWorkload = reference.Text("kind") is "Deployment" or "StatefulSet" or "ReplicaSet";
            faults.Missing(
                reference,
                reference["apiVersion"],
                isWorkload ? "apiVersion names no API group. Write apps/v1." : "apiVersion names no API group. Write the group and version of the target, such as apps/v1.",
                isWorkload ? Fix.Safe("name the API group of the target").Set(reference, ["apiVersion"], "apps/v1") : null);
        }
    }

    private static void CheckMetric(MappingNode metric, FieldFaults faults)
    {
        var type = metric.Text("type");
        var given = Sources.Where(source => metric.Mapping(source.Field) is not null).ToList();
        var expected = Array.Find(Sources, source => source.Type == type).Field;
        if (expected is not null && metric.Mapping(expected) is null)
        {
            faults.Missing(metric, metric[expected], $"A metric of type {type} needs the field {expected}. Write it, or another type.");
        }

        if (given.Count > 1 && expected is not null)
        {
            foreach (var (_, field) in given.Where(source => source.Field != expected))
            {
                faults.Add(metric[field]!, $"A metric of type {type} has only the field {expected}. Remove {field}, or write it as a metric of its own.");
            }
        }

        if (given is [var first, ..])
        {
            CheckSource(metric.Mapping(first.Field)!, first.Field, faults);
        }
    }

    private static void CheckSource(MappingNode source, string field, FieldFaults faults)
    {
        var target = source.Mapping("target");
        if (field is "resource" or "containerResource")
        {
            faults.Need(source, "name", "name is missing. Write the resource to scale by, such as cpu.");
            CheckResource(source, field, faults);
            Exclude(target, "averageUtilization", "averageValue", faults);
        }
        else
        {
            if (field == "object")
            {
                if (source.Mapping("describedObject") is { } described)
                {
                    CheckReference(described, mayBeCore: true, faults);
                }
                else
                {
                    faults.Need(source, "describedObject");
                }
            }

            if (source.Mapping("metric") is { } metric)
            {
                faults.NeedName(metric, "name", NameForm.PathSegment, "name is missing. Write the name of the metric.");
            }
            else
            {
                faults.Need(source, "metric");
            }

            if (field == "pods")
            {
                if (target is not null && target.Scalar("averageValue") is null)
                {
                    faults.Missing(target, target["averageValue"], "A metric of pods needs a target averageValue. Write it.");
                }
            }
            else
            {
                Exclude(target, "averageValue", "value", faults);
            }
        }

        if (target is null)
        {
            faults.Need(source, "target");
            return;
        }

        CheckTarget(target, faults);
    }

    private static void CheckResource(MappingNode source, string field, FieldFaults faults)
    {
        if (field != "containerResource")
        {
            return;
        }

        faults.NeedName(source, "container", NameForm.Label, "container is missing. Write the name of the container to scale by.");
        if (source.Text("name") is { Length: > 0 } name && !ResourceName.MayBeRequested(name))
        {
            faults.Add(source["name"]!, $"{Wording.Quote(name)} is not a resource of a container. Write cpu or memory, or a resource with its domain.");
        }
    }

    private static void Exclude(MappingNode? target, string one, string other, FieldFaults faults)
    {
        if (target is null)
        {
            return;
        }

        var (first, second) = (target.Scalar(one), target.Scalar(other));
        if (first is null && second is null)
        {
            faults.Missing(target, null, $"The target has no value. Write {one} or {other}.");
        }
        else if (first is not null && second is not null)
        {
            faults.Add(second, $"The target has both {one} and {other}. Remove one.");
        }
    }

    private static void CheckTarget(MappingNode target, FieldFaults faults)
    {
        if (faults.Need(target, "type", "type is missing. Write Utilization, Value or AverageValue."))
        {
            faults.OneOf(target["type"], "Utilization", "Value", "AverageValue");
        }

        faults.Range(target, "averageUtilization", 1);
        foreach (var field in new[] { "value", "averageValue" })
        {
            if (Quantity.Of(target[field]) is { Value: <= 0 })
            {
                faults.Add(target[field]!, $"{field} is {target[field]}. Write more than 0.");
            }
        }
    }

    private static void CheckScaling(MappingNode? scaling, FieldFaults faults)
    {
        if (scaling is null)
        {
            return;
        }

        faults.Range(scaling, "stabilizationWindowSeconds", 0, LongestWindow);
        if (Quantity.Of(scaling["tolerance"]) is { Value: < 0 })
        {
            faults.Add(scaling["tolerance"]!, $"tolerance is {scaling["tolerance"]}. Write 0 or more.");
        }

        if (scaling.Sequence("policies") is { Items.Count: 0 } none)
        {
            faults.Add(none, "policies is empty. Write at least one, or remove the field to get the defaults.");
        }

        foreach (var policy in scaling.Mappings("policies"))
        {
            faults.Range(policy, "value", 1);
            faults.Range(policy, "periodSeconds", 1, LongestPeriod);
        }
    }
}
