using System.Text;
using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Scripts;

namespace MicroService.Publishing.References;

/// <summary>The command line of a workload, with variables in the place of secrets.</summary>
internal sealed partial class ArgumentList
{
    private const string Whole = "SCRIPT";

    private readonly Func<ManifestExpression, (Resolution Outcome, ClusterReferences References)> _resolve;
    private readonly Func<string, ManifestExpression, string> _secret;
    private readonly List<ManifestProblem> _problems = [];
    private readonly WorkloadResource _resource;
    private readonly ShellCommand? _shell;
    private readonly int _split;

    /// <param name="resource">Whose command line it is.</param>
    /// <param name="extra">What the settings add to it.</param>
    /// <param name="resolve">What an expression comes to.</param>
    /// <param name="secret">Puts an expression into the Secret; takes a name, and returns that of the variable.</param>
    public ArgumentList(
        WorkloadResource resource,
        IReadOnlyList<string> extra,
        Func<ManifestExpression, (Resolution Outcome, ClusterReferences References)> resolve,
        Func<string, ManifestExpression, string> secret)
    {
        (_resolve, _secret) = (resolve, secret);
        var entrypoint = EntrypointOf(resource);
        var own = entrypoint.Length + resource.Args.Count;
        string[] line = [.. LineOf(resource), .. extra];
        (_resource, _shell, _split) = (resource, ShellCommand.Of(line), ProgramStart.Of(line).Split);
        string[] written =
        [
            .. line.Select((text, index) => Written(
                new ManifestExpression(
                    index < entrypoint.Length ? $"{resource.Pointer}/entrypoint" : index < own ? $"{resource.Pointer}/args/{index - entrypoint.Length}" : string.Empty,
                    index < own ? text : OfSettings(text)),
                index > 0 ? line[index - 1] : string.Empty,
                index)),
        ];
        (Command, Values, Extra) = (written[..entrypoint.Length], written[entrypoint.Length..own], written[own..]);
    }

    /// <summary>Where a secret stands that no variable can take the place of.</summary>
    public IReadOnlyList<ManifestProblem> Problems => _problems;

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; }

    public IReadOnlyList<string> Values { get; }

    /// <summary>What the settings add, with variables in the place of secrets; all else of it is written as it is.</summary>
    public IReadOnlyList<string> Extra { get; }

    /// <summary>The command line as the manifest has it.</summary>
    public static string[] LineOf(WorkloadResource resource) => [.. EntrypointOf(resource), .. resource.Args];

    /// <summary>Text that the kubelet leaves as it is: it takes <c>$(</c> for a variable and <c>$$</c> for a dollar sign.</summary>
    public static string Escaped(string text, bool isLast = true)
    {
        var escaped = new StringBuilder(text.Length);
        for (var index = 0; index < text.Length; index++)
        {
            escaped.Append(text[index]);
            var isSpecial = index + 1 < text.Length ? text[index + 1] is '(' or '$' : !isLast;
            if (text[index] == '$' && isSpecial)
            {
                escaped.Append('$');
            }
        }

        return escaped.ToString();
    }

    private static string[] EntrypointOf(WorkloadResource resource) => (resource as ContainerResource)?.Entrypoint is { Length: > 0 } own ? [own] : [];

    private string Written(ManifestExpression argument, string before, int index)
    {
        var isScript = index == _shell?.Script;
        var parts = Expression.Parse(argument.Text).Parts;
        var known = parts.Select(part => part is LiteralPart literal ? literal.Text
            : _resolve(argument with { Text = ((ReferencePart)part).Text }).Outcome is Resolution.Known { IsSecret: false } value ? value.Text : null).ToList();
        var shown = string.Concat(known.Select(text => text ?? "$(SECRET)"));
        if (known.Contains(null) && Uncertainty(index) is { } uncertain)
        {
            Refuse(argument, parts[known.IndexOf(null)], uncertain);
            return shown;
        }

        if ((shown.StartsWith('-') || (!isScript && IsSetting(shown))) && parts[0] is LiteralPart option && option.Text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            if (LiteralSecret.IsOptionValue(shown[..equals], shown[(equals + 1)..]))
            {
                var value = argument with { Text = argument.Text[(argument.Text.IndexOf('=', StringComparison.Ordinal) + 1)..] };
                return $"{Text(argument, shown[..(equals + 1)], isLast: false)}$({_secret(VariableName.Of(shown[..equals]), value)})";
            }
        }
        else if (LiteralSecret.IsOption(before) && !shown.StartsWith('-') && LiteralSecret.IsOptionValue(before, shown))
        {
            return $"$({_secret(VariableName.Of(before), argument)})";
        }

        // Whole, since it can't be told where in it the secret is.
        var isSecret = LiteralSecret.IsIn(string.Empty, shown) || (isScript && LiteralSecret.IsAssigned(shown));
        return isScript && known.Contains(null) ? Script(argument, parts, known, isSecret)
            : isSecret ? $"$({_secret(isScript ? Whole : "ARGUMENT", argument)})"
            : WithVariables(argument, parts, known);
    }

    private string WithVariables(ManifestExpression argument, IReadOnlyList<ExpressionPart> parts, List<string?> known) => string.Concat(parts.Select((part, place) =>
        known[place] is { } value ? Text(argument, value, place == parts.Count - 1) : $"$({Variable(argument, (ReferencePart)part)})"));

    // The kubelet knows only variables of the container; a shell knows those that are exported before the script, too.
    private string Script(ManifestExpression argument, IReadOnlyList<ExpressionPart> parts, List<string?> known, bool isSecret)
    {
        var (text, places) = (new StringBuilder(), new Dictionary<int, string>());
        foreach (var (place, part) in parts.Index())
        {
            if (known[place] is null)
            {
                places.Add(text.Length, Variable(argument, (ReferencePart)part));
            }

            text.Append(known[place] ?? "\0");
        }

        var (script, problem) = ShellVariables.Put(text.ToString(), places, _shell!.Shell);
        if (problem is not null)
        {
            Refuse(argument, parts[known.IndexOf(null)], $"It stands {problem}");
        }

        return isSecret ? $"$({_secret(Whole, argument with { Text = Expression.Escape(script) })})" : Text(argument, script);
    }

    // Why it is not certain what the words of the command line become.
    private string? Uncertainty(int index) =>
        index == _split ? "It stands in words that env takes apart, whatever is in the value"
        : index == _shell?.Script && !_shell.IsCertain ? $"It stands in what seems to be a script of {_shell.Shell}, which another program starts"
        : null;

    private void Refuse(ManifestExpression argument, ExpressionPart part, string problem) => _problems.Add(new ManifestProblem(
        IsOfSettings(argument) ? _resource.Pointer : argument.Pointer, 0, 0,
        $"{(IsOfSettings(argument) ? $"Kubernetes:Resources:{_resource.Name}:Arguments: " : "")}{((ReferencePart)part).Text} is a secret, or what only a person knows, and no variable can take its place. {problem}. Set a variable of the resource to it (WithEnvironment), and let the command read that."));

    private string Variable(ManifestExpression argument, ReferencePart reference) => _secret(NameOf(reference), argument with { Text = reference.Text });

    private static bool IsOfSettings(ManifestExpression argument) => argument.Pointer.Length == 0;

    // Settings are for the kubelet to fill in.
    private static string Text(ManifestExpression argument, string text, bool isLast = true) => IsOfSettings(argument) ? text : Escaped(text, isLast);

    // In settings braces are text, but for what the manifest itself could refer to.
    private string OfSettings(string text) => string.Concat(Reference().Split(text).Select((piece, index) =>
        index % 2 == 1 && _resolve(new ManifestExpression(string.Empty, piece)).Outcome is not Resolution.Wrong ? piece : Expression.Escape(piece)));

    // NAME=value, but not a connection string, which has more of them.
    private static bool IsSetting(string text) =>
        !text.Contains(';', StringComparison.Ordinal) && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && text[..equals].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private static string NameOf(ReferencePart reference) =>
        VariableName.Of(reference.Path is ["value"] or ["inputs", "value"] ? reference.Resource : reference.Key);

    [GeneratedRegex(@"(\{[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\})", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
