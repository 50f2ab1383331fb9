using MicroService.Advisor.Auditing;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Delivery;
using MicroService.Publishing.Network;
using MicroService.Publishing.Quota;
using MicroService.Publishing.Scaling;

namespace MicroService.Publishing.Hardening;

/// <summary>What hardening could not do, or what a person has to add to it.</summary>
internal static class HardeningWarnings
{
    public static IReadOnlyList<PublishWarning> Of(HardeningContext context, AuditReport remaining)
    {
        var warnings = new List<PublishWarning>();
        foreach (var workload in context.Model.Workloads)
        {
            if (workload.Settings.Egress!.Count == 0 && workload.Secrets.FirstOrDefault(secret => secret.Unknown is not null) is { } beyond)
            {
                warnings.Add(new PublishWarning(
                    workload.Resource,
                    $"{workload.Name} probably calls something outside of the application ({beyond.Name}), which its NetworkPolicy does not allow.",
                    $"Name it in Kubernetes:Resources:{workload.Resource}:Egress, as namespace:port or CIDR:port.",
                    IsLoss: false));
            }

            if (workload.Kind != WorkloadKind.Job && context.Manifests.TryGetValue(workload.Name, out var manifest) && ShellScript.Of(manifest.Container) is { StaysShell: true })
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, "A script of several commands starts it, so the shell stays its first process and keeps SIGTERM from the program.",
                    "Begin the script's last command with exec.", IsLoss: false));
            }

            foreach (var target in workload.Settings.Egress!.Where(target => EgressTarget.Parse(target) is null))
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, $"The egress {target} is neither namespace:port nor CIDR:port, so the NetworkPolicy does not allow it.",
                    "Write it in one of the two forms.", IsLoss: true));
            }
        }

        var many = context.Model.Workloads.Where(workload => context.Options.Of(workload.Resource).MinReplicas is null && ReplicaPlan.Of(workload, context.Options).Least > 1).ToList();
        if (many.Count > 0)
        {
            warnings.Add(new PublishWarning(
                many[0].Resource,
                $"Nothing says how many pods these have, so each has two at least: {string.Join(", ", many.Select(workload => workload.Name))}. They must not keep sessions, circuits or keys of Data Protection in their own memory.",
                "Where one does, set Kubernetes:Resources:<name>:MinReplicas and MaxReplicas to 1, or share its state.",
                IsLoss: false));
        }

        if (PodSecurityStandard.MetBy(remaining) is var standard && standard != PodSecurityStandard.Restricted)
        {
            var names = PodSecurityStandard.Short(remaining, context.Model.Workloads);
            warnings.Add(new PublishWarning(
                names[0].Resource,
                $"The namespace enforces the Pod Security standard {standard} only: nothing is known of the images of {string.Join(", ", names.Select(workload => workload.Name))}.",
                "Where an image runs as another user than root, say so in Kubernetes:Resources:<name>:User (and ReadOnlyRoot); the namespace is then restricted.",
                IsLoss: false));
        }

        return warnings;
    }
}
