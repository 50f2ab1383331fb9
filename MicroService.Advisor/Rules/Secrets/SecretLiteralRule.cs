using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets stay out of manifests.</summary>
public sealed class SecretLiteralRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-literal",
        Category = RuleCategory.Secrets,
        Severity = Severity.Danger,
        Title = "No environment variable holds a literal secret",
        Why = "A secret in a manifest is in git, in every backup and in the output of kubectl describe; it cannot be taken back, only replaced.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/secrets-good-practices/"),
        Checklist = "secrets",
        Equivalents = new RuleEquivalents
        {
            KubeLinter = ["env-var-secret"],
            Polaris = ["sensitiveContainerEnvVar"],
        },
        Difference = "values are judged as well as names, so that a path or a reference in a variable named PASSWORD_FILE passes.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => container.Environment.Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context) =>
        from variable in container.Environment
        let value = variable.Scalar("value")
        where value is not null
        let secret = SecretShape.Of(variable.Text("name") ?? "", value.Value)
        where secret is not null
        select Report(container, value, $"The variable {variable.Text("name")} holds {secret} as a literal.");
}
