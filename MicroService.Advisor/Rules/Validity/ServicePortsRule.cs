using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.Network;

namespace MicroService.Advisor.Rules.Validity;

/// <summary>The ports of a Service are told apart by name and number.</summary>
public sealed class ServicePortsRule() : ObjectRule("Service")
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "service-ports",
        Category = RuleCategory.Validity,
        Severity = Severity.Danger,
        Title = "Several ports of a Service have distinct names and numbers",
        Why = "The API server refuses a Service with two ports of the same name or number, or with several ports of which one has no name, so the rollout stops half way.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/services-networking/service/#multi-port-services"),
        Checklist = "sane defaults",
    };

    /// <inheritdoc/>
    protected override bool Applies(KubernetesObject candidate, RuleContext context) =>
        candidate.Group.Length == 0 && (candidate.Spec?.Mappings("ports") ?? []).Skip(1).Any();

    /// <inheritdoc/>
    public override IEnumerable<Finding> Inspect(KubernetesObject candidate, RuleContext context)
    {
        ArgumentNullException.ThrowIfNull(candidate);
        var names = new HashSet<string>(StringComparer.Ordinal);
        var numbers = new HashSet<(string, string)>();
        foreach (var port in candidate.Spec!.Mappings("ports"))
        {
            var number = port.Text("port") ?? "";
            if (port.Text("name") is not { Length: > 0 } name)
            {
                var called = number.Length > 0 ? $"port {number}" : $"{Ordinal.Of(((SequenceNode)port.Parent!).IndexOf(port))} port";
                yield return Report(candidate, port, $"The {called} has no name, which a Service with several ports must give it.");
            }
            else if (!names.Add(name))
            {
                yield return Report(candidate, port.Scalar("name") ?? (Node)port, $"The name {name} is given to more than one port.");
            }

            if (number.Length > 0 && !numbers.Add((number, ServicePort.Protocol(port))))
            {
                yield return Report(candidate, port.Scalar("port") ?? (Node)port, $"The {ServicePort.Protocol(port)} port {number} is listed more than once.");
            }
        }
    }
}
