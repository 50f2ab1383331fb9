using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>Command lines and variables are written as Kubernetes reads them, which is not as a shell does.</summary>
public sealed partial class CommandLineRule : PlaceRule
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Hooks = ["postStart", "preStop"];

    // Programs that take a text as a command line of their own, or expand variables themselves.
    private static readonly HashSet<string> Interpreters = new(StringComparer.OrdinalIgnoreCase)
    {
        "sh", "bash", "ash", "dash", "zsh", "ksh", "fish", "busybox", "toybox", "cmd", "cmd.exe", "powershell", "powershell.exe", "pwsh", "pwsh.exe",
        "env", "envsubst", "eval", "xargs", "su", "sudo", "ssh", "watch", "parallel", "script", "expect", "test", "[", "expr", "find", "awk", "jq", "yq",
        "java", "kotlin", "scala", "otelcol", "otelcol-contrib", "fluent-bit", "vector", "envoy", "caddy", "make", "just", "npm", "npx", "yarn", "pnpm",
    };

    private static readonly HashSet<string> Operators = new(StringComparer.Ordinal) { "&&", "||", "|", ">", ">>", "2>", "2>&1", "&>" };

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "command-line",
        Category = RuleCategory.Configuration,
        Severity = Severity.Warning,
        Title = "Command lines and variables are written as Kubernetes reads them",
        Why = "Programs are started without a shell: a text with several words is looked for as one program and never starts, && and | are arguments like others, and only $(NAME) is expanded, and only where NAME is defined before.",
        Reference = new Uri("https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/"),
        Checklist = "external configuration",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        from workload in candidate.Workloads
        where !workload.IsWindows
        from container in workload.Containers
        from place in OfContainer(container)
        select place;

    private static IEnumerable<Place> OfContainer(Container container)
    {
        foreach (var place in OfLine(container, container.Node.Sequence("command"), container.Node.Sequence("args")))
        {
            yield return place;
        }

        var handlers = Probes.Select(probe => container.Node.Mapping(probe)).Concat(Hooks.Select(hook => container.Node.Mapping("lifecycle")?.Mapping(hook)));
        foreach (var place in handlers.SelectMany(handler => OfLine(container, handler?.Mapping("exec")?.Sequence("command"), null)))
        {
            yield return place;
        }

        foreach (var place in OfVariables(container))
        {
            yield return place;
        }
    }

    private static IEnumerable<Place> OfLine(Container container, SequenceNode? command, SequenceNode? arguments)
    {
        var words = (command?.Items ?? []).Concat(arguments?.Items ?? []).OfType<ScalarNode>().Where(word => !word.IsNull).ToList();
        if (words.Count == 0)
        {
            yield break;
        }

        if (command?.Items is [ScalarNode { IsNull: false } program, ..])
        {
            var isLine = IsLine(program.Value);
            yield return new Place(
                program,
                isLine ? $"There is no shell that takes {Wording.Quote(program.Value)} apart: no program has that name. Write {CommandWords.List(program.Value, isProgram: true)}." : null);
            if (isLine)
            {
                yield break;
            }
        }

        // A step of a script, or whatever the image's entrypoint does with it.
        if (words.Exists(IsInterpreted))
        {
            yield break;
        }

        for (var i = 1; i < words.Count && command is { Items.Count: > 0 }; i++)
        {
            // After an option it may be its value, such as a separator.
            if (Operators.Contains(words[i].Value) && !words[i - 1].Value.StartsWith('-'))
            {
                yield return new Place(words[i], $"Without a shell {words[i].Value} is an argument like any other. Run the command line with [\"sh\", \"-c\", \"…\"].");
            }
        }

        foreach (var word in words)
        {
            if (Reference().Match(word.Value) is { Success: true } reference && IsMeant(container, word.Value, reference.Groups["name"].Value, command is { Items.Count: > 0 }))
            {
                var name = reference.Groups["name"].Value;
                yield return new Place(word, $"Without a shell ${{{name}}} stays as it is. Write $({name}), which Kubernetes replaces with the variable.");
            }
        }
    }

    // A program in a folder with a space in its name is possible, too: then nothing after the space looks like an argument.
    private static bool IsLine(string program)
    {
        var words = program.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return words.Length > 1
            && !(words[0].Contains('/', StringComparison.Ordinal) && words[^1].Contains('/', StringComparison.Ordinal)
                && !words.Skip(1).Any(word => word[0] is '-' or '/'));
    }

    private static bool IsInterpreted(ScalarNode word) =>
        Interpreters.Contains(word.Value[(word.Value.LastIndexOf('/') + 1)..]) || word.Value.EndsWith(".sh", StringComparison.Ordinal) || word.Value is "-c" or "-lc" or "-ec" or "-exc" or "-cx" or "-xc";

    // Where the image decides on the program, an option in the form of many programs; dotted ones belong to frameworks that expand them.
    private static bool IsMeant(Container container, string word, string name, bool hasCommand) =>
        container.Variable(name) is not null
        && (hasCommand || word.StartsWith("--", StringComparison.Ordinal))
        && !word.StartsWith("-D", StringComparison.Ordinal)
        && !word.Split('=')[0].Contains('.', StringComparison.Ordinal)
        && !CommandWords.Are(word);

    private static IEnumerable<Place> OfVariables(Container container)
    {
        // What these bring is defined before all others.
        if (container.Node.Sequence("envFrom") is { Items.Count: > 0 })
        {
            yield break;
        }

        var later = container.Environment.Select(variable => variable.Text("name")).OfType<string>().ToList();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var variable in container.Environment)
        {
            if (variable.Scalar("value") is { } value)
            {
                foreach (var name in Expansion().Matches(value.Value).Where(match => !match.Groups["escape"].Success).Select(match => match.Groups["name"].Value))
                {
                    // Variables of Services are there before, too.
                    var isLater = !name.Contains("_SERVICE_", StringComparison.Ordinal) && !seen.Contains(name) && name != variable.Text("name") && later.Contains(name);
                    yield return new Place(value, isLater ? $"$({name}) stays as it is, because {name} is defined only after {variable.Text("name")}. Move {name} before it." : null);
                }
            }

            seen.Add(variable.Text("name") ?? "");
        }
    }

    [GeneratedRegex(@"(?<!\$)\$\{(?<name>[A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();

    [GeneratedRegex(@"(?<escape>\$)?\$\((?<name>[A-Za-z_][A-Za-z0-9_.-]*)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Expansion();
}
