using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>Containers keep no Linux capability that they do not need.</summary>
public sealed class CapabilitiesRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "capabilities",
        Category = RuleCategory.PodSecurity,
        Severity = Severity.Warning,
        Title = "Containers drop all capabilities and add none but NET_BIND_SERVICE",
        Why = "The default capabilities let a container forge packets, change file owners and bypass file permissions; an intruder uses what the application never needed.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/pod-security-standards/"),
        Checklist = "non-root read-only pods",
        FixSummary = "Drops ALL; adds NET_BIND_SERVICE where a port below 1024 is declared, or where the image is known not to start without it.",
    };

    private const string Bind = "NET_BIND_SERVICE";

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => !container.Workload.IsWindows;

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        if (!Capabilities.DropsAll(container))
        {
            var capabilities = container.SecurityContext?.Mapping("capabilities");
            var node = capabilities?.Sequence("drop") ?? capabilities ?? (Node?)container.SecurityContext ?? container.Node;
            yield return Report(container, node, "The container does not drop ALL capabilities.", Fix(container));
        }

        foreach (var added in Capabilities.Added(container).Where(item => item.Value != Bind))
        {
            yield return Report(container, added, $"The container adds the capability {added.Value}, which the Restricted standard forbids.");
        }
    }

    private static Fix Fix(Container container)
    {
        var fix = Fixing.Fix.Review("drop all capabilities").Append(container.Node, ["securityContext", "capabilities", "drop"], "ALL");
        var needsBind = KnownImage.HasFileCapability(container.Image) || container.Ports.Any(port => port.Integer("containerPort") is > 0 and < 1024);
        return needsBind && !Capabilities.Added(container).Any(item => item.Value is "ALL" or Bind)
            ? fix.Append(container.Node, ["securityContext", "capabilities", "add"], Bind)
            : fix;
    }
}
