using MicroService.Advisor.Objects;
using MicroService.Publishing.Hardening;
using MicroService.Publishing.Network;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Network;

/// <summary>Compares what the policies of a hardened application let through with what its model says, for every pair of pods and every port.</summary>
internal static class AllowedConnections
{
    private static readonly int[] Probed = [53, 80, 443, 4317, 6443];

    public static void AreTheModels(ClusterModel model, KubernetesOptions options, HardenedApplication application)
    {
        var graph = new ObjectGraph(application.Files);
        var policies = new PolicyEvaluator(graph);
        var pods = graph.Workloads.ToDictionary(workload => workload.Name, NetworkEnd.Of);
        var ports = model.Workloads.SelectMany(workload => workload.Ports).Select(port => (port.Protocol, port.Number))
            .Concat(Probed.SelectMany(port => new[] { ("TCP", port), ("UDP", port) })).Distinct().ToList();
        foreach (var target in model.Workloads)
        {
            foreach (var (protocol, number) in ports)
            {
                foreach (var caller in model.Workloads.Where(caller => caller.Name != target.Name))
                {
                    Check(policies, pods[caller.Name], pods[target.Name], protocol, number, Refers(caller, target, protocol, number));
                }

                Check(policies, NetworkEnd.Elsewhere(options.IngressNamespace), pods[target.Name], protocol, number, IsOpen(target, options.IngressNamespace, options, protocol, number));
                Check(policies, NetworkEnd.Elsewhere(options.MonitoringNamespace), pods[target.Name], protocol, number, IsOpen(target, options.MonitoringNamespace, options, protocol, number));
                Check(policies, NetworkEnd.Elsewhere("stranger"), pods[target.Name], protocol, number, false);
                Check(policies, NetworkEnd.At("203.0.113.7"), pods[target.Name], protocol, number, false);
                Check(policies, pods[target.Name], NetworkEnd.Elsewhere("stranger"), protocol, number, Names(target, "stranger", protocol, number));
                Check(policies, pods[target.Name], NetworkEnd.Elsewhere("kube-system"), protocol, number, (number == 53 && Resolves(target, options)) || Names(target, "kube-system", protocol, number));
                Check(policies, pods[target.Name], NetworkEnd.At("169.254.20.10"), protocol, number, number == 53 && Resolves(target, options));
                Check(policies, pods[target.Name], NetworkEnd.At("203.0.113.7"), protocol, number, Names(target, "203.0.113.0/24", protocol, number) || IsAnywhere(target, options, protocol, number));
            }
        }
    }

    private static void Check(PolicyEvaluator policies, NetworkEnd from, NetworkEnd to, string protocol, int port, bool expected) =>
        Assert.True(
            policies.Allows(from, to, protocol, port) == expected,
            $"{from.Name} to {to.Name} on {protocol} {port} should be {(expected ? "allowed" : "denied")}.");

    private static bool Refers(ClusterWorkload caller, ClusterWorkload target, string protocol, int number) =>
        caller.Calls.Any(call => call.Workload == target.Name && target.Ports.Any(port => port.Name == call.Port && port.Protocol == protocol && port.Number == number));

    private static bool IsOpen(ClusterWorkload target, string ns, KubernetesOptions options, string protocol, int number) =>
        (ns == options.IngressNamespace && target.Ports.Any(port => port.IsExternal && port.Protocol == protocol && port.Number == number))
        || (ns == options.MonitoringNamespace && target.MetricsPort is { } metrics && metrics.Protocol == protocol && metrics.Number == number);

    private static bool Names(ClusterWorkload caller, string target, string protocol, int number) => protocol == "TCP" && caller.Settings.Egress!.Contains($"{target}:{number}");

    private static bool IsAnywhere(ClusterWorkload caller, KubernetesOptions options, string protocol, int number) =>
        protocol == "TCP" && new OutsideEgress(caller, options).Hosts.Any(host => host.EndsWith($":{number}", StringComparison.Ordinal));

    private static bool Resolves(ClusterWorkload workload, KubernetesOptions options) => workload.Calls.Count > 0 || new OutsideEgress(workload, options).NeedsDns;
}
