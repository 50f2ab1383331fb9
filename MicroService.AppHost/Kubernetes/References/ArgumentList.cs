using System.Text;
using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;

namespace MicroService.AppHost.Kubernetes.References;

/// <summary>The command line of a workload, with variables in the place of secrets.</summary>
internal sealed class ArgumentList
{
    private readonly Func<ManifestExpression, (Resolution Outcome, ClusterReferences References)> _resolve;
    private readonly Func<string, ManifestExpression, string> _secret;

    public ArgumentList(
        WorkloadResource resource,
        Func<ManifestExpression, (Resolution Outcome, ClusterReferences References)> resolve,
        Func<string, ManifestExpression, string> secret)
    {
        (_resolve, _secret) = (resolve, secret);
        var entrypoint = (resource as ContainerResource)?.Entrypoint is { Length: > 0 } own ? new[] { own } : [];
        string[] line = [.. entrypoint, .. resource.Args];
        var script = ShellCommand.ScriptIndex(line);
        string[] written =
        [
            .. line.Select((text, index) => Written(
                new ManifestExpression(index < entrypoint.Length ? $"{resource.Pointer}/entrypoint" : $"{resource.Pointer}/args/{index - entrypoint.Length}", text),
                index > 0 ? line[index - 1] : string.Empty,
                index == script)),
        ];
        (Command, Values) = (written[..entrypoint.Length], written[entrypoint.Length..]);
    }

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; }

    public IReadOnlyList<string> Values { get; }

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

    private string Written(ManifestExpression argument, string before, bool isScript)
    {
        var parts = Expression.Parse(argument.Text).Parts;
        var known = parts.Select(part => part is LiteralPart literal ? literal.Text
            : _resolve(argument with { Text = ((ReferencePart)part).Text }).Outcome is Resolution.Known { IsSecret: false } value ? value.Text : null).ToList();
        var shown = string.Concat(known.Select(text => text ?? "$(SECRET)"));
        if ((shown.StartsWith('-') || (!isScript && IsSetting(shown))) && parts[0] is LiteralPart option && option.Text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals)
        {
            if (LiteralSecret.IsOptionValue(shown[..equals], shown[(equals + 1)..]))
            {
                var value = argument with { Text = argument.Text[(argument.Text.IndexOf('=', StringComparison.Ordinal) + 1)..] };
                return $"{Escaped(shown[..(equals + 1)], isLast: false)}$({_secret(VariableName.Of(shown[..equals]), value)})";
            }
        }
        else if (LiteralSecret.IsOption(before) && !shown.StartsWith('-') && LiteralSecret.IsOptionValue(before, shown))
        {
            return $"$({_secret(VariableName.Of(before), argument)})";
        }

        // Whole, since it can't be told where in it the secret is.
        return LiteralSecret.IsIn(string.Empty, shown) ? $"$({_secret(isScript ? "SCRIPT" : "ARGUMENT", argument)})" : WithVariables(argument, parts, known, isScript);
    }

    private string WithVariables(ManifestExpression argument, IReadOnlyList<ExpressionPart> parts, List<string?> known, bool isScript)
    {
        var text = new StringBuilder();
        var quoting = new ShellQuoting();
        for (var place = 0; place < parts.Count; place++)
        {
            if (known[place] is { } value)
            {
                quoting.Read(value);
                text.Append(Escaped(value, place == parts.Count - 1));
                continue;
            }

            var reference = (ReferencePart)parts[place];
            var name = _secret(NameOf(reference), argument with { Text = reference.Text });
            // The kubelet knows only variables of the container; a shell knows those that are exported before the script, too.
            text.Append(isScript ? quoting.Variable(name) : $"$({name})");
        }

        return text.ToString();
    }

    // NAME=value, but not a connection string, which has more of them.
    private static bool IsSetting(string text) =>
        !text.Contains(';', StringComparison.Ordinal) && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && text[..equals].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private static string NameOf(ReferencePart reference) =>
        VariableName.Of(reference.Path is ["value"] or ["inputs", "value"] ? reference.Resource : reference.Key);
}
