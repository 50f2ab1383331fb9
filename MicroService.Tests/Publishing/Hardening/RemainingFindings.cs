using System.Collections.Frozen;
using MicroService.Advisor.Rules;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Pods;
using MicroService.Publishing.Scaling;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Hardening;

/// <summary>Which findings of weight may be left after hardening, when, and why; a publisher could have fixed every other.</summary>
internal static class RemainingFindings
{
    private static readonly FrozenDictionary<string, (string Why, Func<ClusterWorkload, KubernetesOptions, bool> When)> Allowed =
        new Dictionary<string, (string, Func<ClusterWorkload, KubernetesOptions, bool>)>
        {
            ["image-tag"] = ("Only its author knows which version was meant.", (_, _) => true),
            ["readiness-probe"] = ("Kubernetes probes no UDP port.", (workload, _) => workload.Ports.All(port => port.Protocol == "UDP")),
            ["run-as-non-root"] = ("Nobody knows whether the image stands another user.", (workload, _) => !ImageCooperation.Of(workload).RunsUnprivileged),
            ["capabilities"] = ("An image that starts as root may need some to become somebody else.", (workload, _) => !ImageCooperation.Of(workload).RunsUnprivileged),
            ["privilege-escalation"] = ("An image that starts as root may use sudo.", (workload, _) => !ImageCooperation.Of(workload).RunsUnprivileged),
            ["read-only-root-filesystem"] = ("Nobody knows where the image writes, or it is known to write everywhere.", (workload, _) => !ImageCooperation.Of(workload).StandsReadOnlyRoot),
            ["replicas"] = ("What keeps data of its own, of which more pods are a cluster or another store, has one pod until its author makes it more; or the settings say so.", (workload, options) => ReplicaPlan.Of(workload, options).Least < 2),
            ["hpa-min-replicas"] = ("The settings say so.", (workload, _) => workload.Settings.MinReplicas < 2),
            ["hpa-exists"] = ("The settings say that the number of pods is fixed.", (workload, options) => !ReplicaPlan.Of(workload, options).Scales),
        }.ToFrozenDictionary();

    /// <summary>Why each is allowed, by rule.</summary>
    public static IReadOnlyDictionary<string, string> Reasons { get; } = Allowed.ToDictionary(entry => entry.Key, entry => entry.Value.Why);

    /// <summary>What is left of weight, a line for each: by workload and rule.</summary>
    public static IEnumerable<string> Lines(HardenedApplication application) =>
        application.Review.Where(finding => finding.Severity >= Severity.Warning).Select(finding => $"{finding.Source} {finding.RuleId}").Order(StringComparer.Ordinal);

    /// <summary>The findings of weight that nothing excuses.</summary>
    public static IEnumerable<string> Inexcusable(ClusterModel model, KubernetesOptions options, HardenedApplication application)
    {
        var workloads = model.Workloads.ToDictionary(workload => workload.Name);
        return application.Review
            .Where(finding => finding.Severity >= Severity.Warning && !(Allowed.TryGetValue(finding.RuleId, out var allowed) && allowed.When(workloads[finding.Source], options)))
            .Select(finding => finding.ToString());
    }
}
