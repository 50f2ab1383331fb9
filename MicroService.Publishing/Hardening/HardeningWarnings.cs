using MicroService.Advisor.Auditing;
using MicroService.Publishing.CommandLines;
using MicroService.Publishing.Namespaces;
using MicroService.Publishing.Network;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Scaling;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>Warns about what hardening could not do, and what has to be added by hand.</summary>
internal static class HardeningWarnings
{
    public static IReadOnlyList<PublishWarning> Of(ApplicationManifests application, AuditReport remaining)
    {
        var warnings = new List<PublishWarning>();
        foreach (var workload in application.Model.Workloads)
        {
            if (workload.Settings.Egress!.Count == 0 && workload.Secrets.FirstOrDefault(secret => secret.Unknown is not null) is { } beyond)
            {
                warnings.Add(new PublishWarning(
                    workload.Resource,
                    $"{workload.Name} probably calls something outside of the application ({beyond.Name}), which its NetworkPolicy does not allow.",
                    $"Name it in Kubernetes:Resources:{workload.Resource}:Egress, as namespace:port or CIDR:port.",
                    IsLoss: false));
            }

            if (workload.Kind != WorkloadKind.Job && application.Manifests.TryGetValue(workload.Name, out var manifest) && ContainerScript.Of(manifest.Container) is { StaysShell: true })
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, "A script of several commands starts it, so the shell stays the first process and does not pass SIGTERM to the program.",
                    "Start the script's last command with exec.", IsLoss: false));
            }

            foreach (var target in workload.Settings.Egress!.Where(target => EgressTarget.Parse(target) is null))
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, $"The egress {target} is neither namespace:port nor CIDR:port, so the NetworkPolicy does not allow it.",
                    "Write it in one of the two forms.", IsLoss: true));
            }
        }

        var many = application.Model.Workloads.Where(workload => application.Options.Of(workload.Resource).MinReplicas is null && ReplicaPlan.Of(workload, application.Options).Least > 1).ToList();
        if (many.Count > 0)
        {
            warnings.Add(new PublishWarning(
                many[0].Resource,
                $"No setting says how many pods these have, so each has at least two: {string.Join(", ", many.Select(workload => workload.Name))}. They must not keep sessions, circuits or Data Protection keys in memory.",
                "If one does, set Kubernetes:Resources:<name>:MinReplicas and MaxReplicas to 1, or share its state.",
                IsLoss: false));
        }

        if (PodSecurityStandard.MetBy(remaining) is var standard && standard != PodSecurityStandard.Restricted)
        {
            var names = PodSecurityStandard.Short(remaining, application.Model.Workloads);
            warnings.Add(new PublishWarning(
                names[0].Resource,
                $"The namespace enforces the Pod Security standard {standard} only, because these images are unknown: {string.Join(", ", names.Select(workload => workload.Name))}.",
                "If an image runs as non-root, set Kubernetes:Resources:<name>:User (and ReadOnlyRoot); the namespace is then restricted.",
                IsLoss: false));
        }

        return warnings;
    }
}
