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
        var hosts = new List<string>();
        foreach (var workload in application.Model.Workloads)
        {
            var outside = new OutsideEgress(workload, application.Options);
            if (workload.Settings.Egress!.Count == 0 && outside.Open.Count > 0)
            {
                warnings.Add(new PublishWarning(
                    workload.Resource,
                    $"{workload.Name} calls addresses that are not known when it is published ({NameList.Of(outside.Open.Select(Show).Distinct())}), so its NetworkPolicy does not allow them.",
                    $"Name them in Kubernetes:Resources:{workload.Resource}:Egress, as host:port, CIDR:port or namespace:port.",
                    IsLoss: false));
            }

            if (outside.Hosts.Count > 0)
            {
                hosts.Add($"{workload.Name} ({string.Join(", ", outside.Hosts)})");
            }

            if (workload.Profile.AsksForServers && workload.Settings.Egress!.Count == 0 && workload.Calls.Count == 0 && workload.Addresses.Count == workload.Profile.Calls.Count)
            {
                warnings.Add(new PublishWarning(
                    workload.Resource,
                    $"A person tells {workload.Profile.Name} which servers to connect to, and nothing in the model names one, so its NetworkPolicy allows none.",
                    $"Name them in Kubernetes:Resources:{workload.Resource}:Egress, as workload:port or host:port.",
                    IsLoss: false));
            }

            if (workload.Kind != WorkloadKind.Job && application.Manifests.TryGetValue(workload.Name, out var manifest) && ContainerScript.Of(manifest.Container) is { StaysShell: true })
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, "A script of several commands starts it, so the shell stays the first process and does not pass SIGTERM to the program.",
                    "Start the script's last command with exec.", IsLoss: false));
            }

            foreach (var target in workload.Settings.Egress!.Concat(workload.Settings.Ingress!).Where(target => EgressTarget.Parse(target) is null))
            {
                warnings.Add(new PublishWarning(
                    workload.Resource, $"The peer {target} is neither namespace:port, host:port nor CIDR:port, so the NetworkPolicy does not allow it.",
                    "Write it in one of these forms.", IsLoss: true));
            }
        }

        if (hosts.Count > 0)
        {
            warnings.Add(new PublishWarning(
                application.Model.Name,
                $"A NetworkPolicy knows no host names, so these may call every address on the ports of the hosts that their variables name or their images call: {NameList.Of(hosts)}.",
                "To allow less, set Kubernetes:Hosts:<host> to its CIDRs, or Kubernetes:HostEgress to Cilium or None.",
                IsLoss: false));
        }

        // An egress that the settings say was decided upon, even if it is none of them.
        var quiet = application.Model.Workloads.Where(workload => workload.Image.IsBuilt && application.Options.Of(workload.Resource).Egress is null && !MayCallTheWeb(workload, application.Options)).ToList();
        if (quiet.Count > 0)
        {
            warnings.Add(new PublishWarning(
                quiet[0].Resource,
                $"Hosts that only code or its own settings name, such as an identity provider, can't be seen here, and the NetworkPolicies of these workloads allow none: {NameList.Of(quiet.Select(workload => workload.Name))}.",
                "Name such hosts in Kubernetes:Resources:<name>:Egress, as host:port; an empty list says that there are none.",
                IsLoss: false));
        }

        warnings.AddRange(ValueWarnings.Of(application));
        warnings.AddRange(SizeWarnings.Of(application));
        var many = application.Model.Workloads.Where(workload => application.Options.Of(workload.Resource).MinReplicas is null && ReplicaPlan.Of(workload, application.Options).Least > 1).ToList();
        if (many.Count > 0)
        {
            warnings.Add(new PublishWarning(
                many[0].Resource,
                $"No setting says how many pods these have, so each has at least two: {NameList.Of(many.Select(workload => workload.Name))}. They must not keep sessions, circuits or Data Protection keys in memory.",
                "If one does, set Kubernetes:Resources:<name>:MinReplicas and MaxReplicas to 1, or share its state.",
                IsLoss: false));
        }

        if (PodSecurityStandard.MetBy(remaining) is var standard && standard != PodSecurityStandard.Restricted)
        {
            var names = PodSecurityStandard.Short(remaining, application.Model.Workloads);
            warnings.Add(new PublishWarning(
                names[0].Resource,
                $"The namespace enforces the Pod Security standard {standard} only, because these images are unknown: {NameList.Of(names.Select(workload => workload.Name))}.",
                "If an image runs as non-root, set Kubernetes:Resources:<name>:User (and ReadOnlyRoot); the namespace is then restricted.",
                IsLoss: false));
        }

        return warnings;
    }

    private static bool MayCallTheWeb(ClusterWorkload workload, KubernetesOptions options) =>
        options.HostEgress == HostEgress.Any && new OutsideEgress(workload, options).Hosts.Any(host => host.EndsWith(":443", StringComparison.Ordinal));

    private static string Show(ClusterAddress address) => (address.Variable, address.Host) switch
    {
        ("", var host) => host,
        (var variable, "") => variable,
        var (variable, host) => $"{variable}: {host}",
    };
}
