using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Probes and hooks do not send the node's kubelet elsewhere.</summary>
public sealed class ProbeHostRule : PodSecurityRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "probe-host",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Probes and hooks call the pod itself",
        Why = "With a host of its own, a probe makes the kubelet call any address from the node's network, and says nothing about this pod's health.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Takes a loopback host out, so that the pod itself is called; not with the node's network, where the program may listen on that address alone.",
    };

    private static readonly string[][] Handlers =
        [["livenessProbe"], ["readinessProbe"], ["startupProbe"], ["lifecycle", "postStart"], ["lifecycle", "preStop"]];

    /// <inheritdoc/>
    public override IEnumerable<PodSecurityViolation> Violations(Workload workload) =>
        from container in workload.AdmittedContainers
        from call in Calls(container)
        let host = call.Call.Scalar("host")
        where host is { Value.Length: > 0 }
        let message = $"The {call.Handler} calls the host {host.Value} instead of the pod's own address."
        select Baseline(host, message, container) with
        {
            ProposeFix = () => CallSelf(call.Call, host.Value),
            Objection = _ => Objection(workload, host.Value),
        };

    /// <inheritdoc/>
    protected override bool AppliesTo(Workload workload, RuleContext context) =>
        workload.AdmittedContainers.Any(container => Calls(container).Any());

    // The node's loopback address is a mistake for the pod's; another host may be meant, in a hook.
    private static Fix? CallSelf(MappingNode call, string host) =>
        IsLoopback(host)
            ? Fix.Review("call the pod's own address").Remove(call, "host")
            : null;

    private static string? Objection(Workload workload, string host) =>
        IsLoopback(host) && workload.PodSpec.Boolean("hostNetwork") == true
            ? "With the node's network that reaches the pod: decide whether the program may listen on the node's address, too."
            : null;

    private static bool IsLoopback(string host) =>
        host is "localhost" or "0.0.0.0" or "::1" || host.StartsWith("127.", StringComparison.Ordinal);

    private static IEnumerable<(MappingNode Call, string Handler)> Calls(Container container) =>
        from path in Handlers
        let handler = container.Node.At(path) as MappingNode
        where handler is not null
        from call in new[] { handler.Mapping("httpGet"), handler.Mapping("tcpSocket") }
        where call is not null
        select (call, path[^1]);
}
