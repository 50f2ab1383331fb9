using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Probes;

/// <summary>A probe as Kubernetes reads it, with the defaults of what is not written (Probe v1).</summary>
internal sealed class Probe
{
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    private static readonly string[] Fields = ["startupProbe", "livenessProbe", "readinessProbe"];

    private Probe(string field, MappingNode node)
    {
        Field = field;
        Node = node;
    }

    /// <summary>The container's field, such as <c>livenessProbe</c>.</summary>
    public string Field { get; }

    public MappingNode Node { get; }

    /// <summary>Seconds between two probes.</summary>
    public long Period => Positive("periodSeconds", 10);

    /// <summary>Seconds until a probe counts as failed.</summary>
    public long Timeout => Positive("timeoutSeconds", 1);

    public long FailureThreshold => Positive("failureThreshold", 3);

    /// <summary>Seconds from the container's start to the first probe.</summary>
    public long InitialDelay => Positive("initialDelaySeconds", 0);

    /// <summary>Seconds of failing until the probe has its consequence.</summary>
    public long Tolerance => Period * FailureThreshold;

    /// <summary>Seconds from the container's start that the probe gives it at most.</summary>
    public long Patience => InitialDelay + Tolerance;

    /// <summary>What the probe does, such as <c>httpGet</c>; null if nothing.</summary>
    public string? Handler => HandlerOf(Node);

    public bool IsExec => Handler == "exec";

    /// <summary>The probe of a container, or null if it has none that does anything.</summary>
    public static Probe? Of(Container container, string field) =>
        container.Node.Mapping(field) is { } node && HandlerOf(node) is not null ? new Probe(field, node) : null;

    /// <summary>All probes of a container.</summary>
    public static IEnumerable<Probe> AllOf(Container container) =>
        Fields.Select(field => Of(container, field)).OfType<Probe>();

    /// <summary>True if both probes ask the container the same.</summary>
    public bool AsksTheSame(Probe other, Container container)
    {
        if (Handler is not { } handler || other.Handler != handler)
        {
            return false;
        }

        var (mine, theirs) = (Node.Mapping(handler)!, other.Node.Mapping(handler)!);
        return handler == "exec"
            ? mine.DataEquals(theirs)
            : PortOf(mine, container) == PortOf(theirs, container)
                && (mine.Text("path") ?? "/") == (theirs.Text("path") ?? "/")
                && (mine.Text("service") ?? "") == (theirs.Text("service") ?? "");
    }

    private static string? HandlerOf(MappingNode probe)
    {
        foreach (var handler in Handlers)
        {
            if (probe.Mapping(handler) is not null)
            {
                return handler;
            }
        }

        return null;
    }

    // A port may be written as its name or as its number.
    private static string? PortOf(MappingNode handler, Container container) =>
        handler.Text("port") is { } port
            ? container.Ports.FirstOrDefault(declared => declared.Text("name") == port)?.Text("containerPort") ?? port
            : null;

    // The numbers of probes have 32 bits, so sums and products of them fit.
    private long Positive(string field, long byDefault) =>
        Node.Integer(field) is { } number and > 0 ? Math.Min(number, int.MaxValue) : byDefault;
}
