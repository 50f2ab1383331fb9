using MicroService.Advisor.Fixes;
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
        Title = "Probes ask TCP ports, by a number or by a name that the container declares",
        Why = "A probe on a name that the container does not declare, or on a port that is declared for UDP or SCTP, fails always: the pod never gets ready, or is killed for ever.",
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

    private const string Tcp = "TCP";

    // The handlers that connect to a port of the container: all of them by TCP.
    private static readonly string[] Handlers = ["httpGet", "tcpSocket", "grpc"];

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        Probe.AllOf(container).Any(probe => HandlerOf(probe) is not null);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        foreach (var probe in Probe.AllOf(container))
        {
            if (HandlerOf(probe) is not { } handler || handler.Scalar("port") is not { } port)
            {
                continue;
            }

            var declared = Declared(container, port);
            if (declared.Count > 0)
            {
                if (declared.TrueForAll(candidate => ProtocolOf(candidate) != Tcp))
                {
                    yield return Report(
                        container, port,
                        $"{probe.Field} connects by TCP to the port {port.Value}, which the container declares for {ProtocolOf(declared[0])}. Probe a TCP port, or use exec.",
                        OnlyPort(container, probe, handler));
                }
            }
            else if (port.Kind == ScalarKind.String && probe.Handler != "grpc")
            {
                // A number need not be declared: containerPort only informs. A gRPC port has no name, which is a fault of its type.
                yield return ushort.TryParse(port.Value, out var number) && number > 0
                    ? Report(
                        container,
                        port,
                        $"{probe.Field} has the port \"{port.Value}\" as text, which Kubernetes takes for a name.",
                        Fix.Safe("write the port as a number").Set(handler, ["port"], (int)number))
                    : Report(container, port, $"{probe.Field} asks the port {port.Value}, which the container does not declare.", OnlyPort(container, probe, handler));
            }
        }
    }

    private static MappingNode? HandlerOf(Probe probe) => probe.Handler is { } name && Handlers.Contains(name) ? probe.Node.Mapping(name) : null;

    private static List<MappingNode> Declared(Container container, ScalarNode port) =>
        [.. container.Ports.Where(declared => port.Kind == ScalarKind.String ? declared.Text("name") == port.Value : declared.Integer("containerPort") == port.AsInteger)];

    private static string ProtocolOf(MappingNode port) => port.Text("protocol") ?? Tcp;

    private static Fix? OnlyPort(Container container, Probe probe, MappingNode handler)
    {
        var numbers = container.Ports.Where(port => ProtocolOf(port) == Tcp).Select(port => port.Integer("containerPort")).OfType<long>().Distinct().ToList();
        // A port that speaks TCP need not speak gRPC.
        return probe.Handler != "grpc" && numbers is [>= 1 and <= ushort.MaxValue and var number]
            ? Fix.Review("probe the port that the container declares").Set(handler, ["port"], number)
            : null;
    }
}
