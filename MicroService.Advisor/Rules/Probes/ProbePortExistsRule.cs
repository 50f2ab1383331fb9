using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>Probes ask a port that there is.</summary>
public sealed class ProbePortExistsRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "probe-port-exists",
        Category = RuleCategory.Probes,
        Severity = Severity.Danger,
        Title = "Named ports of probes are declared by the container",
        Why = "A probe on a name that the container does not declare fails always: the pod never gets ready, or is killed for ever.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/configure-pod-container/configure-liveness-readiness-startup-probes/#use-a-named-port"),
        Checklist = "probes",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["liveness-port", "readiness-port", "startup-port"],
        },
        Difference = "only a named port has to be declared. A number that the container does not declare works, as declared ports are "
            + "documentation.",
        FixSummary = "Uses the number that was written as text, or the only TCP port that the container declares.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        Probe.AllOf(container).Any(probe => HandlerOf(probe) is not null);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        foreach (var probe in Probe.AllOf(container))
        {
            // A number need not be declared: containerPort only informs.
            if (HandlerOf(probe) is not { } handler || handler.Scalar("port") is not { Kind: ScalarKind.String } port
                || container.Ports.Any(declared => declared.Text("name") == port.Value))
            {
                continue;
            }

            yield return ushort.TryParse(port.Value, out var number) && number > 0
                ? Report(
                    container,
                    port,
                    $"{probe.Field} has the port \"{port.Value}\" as text, which Kubernetes takes for a name.",
                    Fix.Safe("write the port as a number").Set(handler, ["port"], (int)number))
                : Report(container, port, $"{probe.Field} asks the port {port.Value}, which the container does not declare.", OnlyPort(container, handler));
        }
    }

    private static MappingNode? HandlerOf(Probe probe) => probe.Node.Mapping("httpGet") ?? probe.Node.Mapping("tcpSocket");

    private static Fix? OnlyPort(Container container, MappingNode handler)
    {
        var numbers = container.Ports.Where(port => port.Text("protocol") is null or "TCP").Select(port => port.Integer("containerPort")).OfType<long>().Distinct().ToList();
        return numbers is [>= 1 and <= ushort.MaxValue and var number]
            ? Fix.Review("probe the port that the container declares").Set(handler, ["port"], number)
            : null;
    }
}
