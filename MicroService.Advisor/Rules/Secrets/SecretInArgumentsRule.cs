using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Secrets;

/// <summary>Secrets stay off command lines.</summary>
public sealed class SecretInArgumentsRule : ContainerRule
{
    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "secret-in-arguments",
        Category = RuleCategory.Secrets,
        Severity = Severity.Danger,
        Title = "No command line holds a literal secret",
        Why = "Arguments are in the manifest, in git and in the process list, which every process of the pod and every agent on the node can read.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/security/secrets-good-practices/"),
        Checklist = "secrets",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) => container.CommandLine.Any();

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        ScalarNode? before = null;
        foreach (var argument in container.CommandLine)
        {
            if (SecretIn(argument.Value, before?.Value) is { } secret)
            {
                yield return Report(container, argument, $"The command line holds {secret} as a literal.");
            }

            before = argument;
        }
    }

    private static string? SecretIn(string argument, string? before)
    {
        if (argument.StartsWith('-') && argument.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            return SecretShape.Of(argument[..equals], argument[(equals + 1)..]);
        }

        var isValueOfOption = before is not null && before.StartsWith("--", StringComparison.Ordinal) && !before.Contains('=', StringComparison.Ordinal) && !argument.StartsWith('-');
        return SecretShape.Of(isValueOfOption ? before! : "", argument);
    }
}
