using System.Text;
using System.Text.RegularExpressions;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;

namespace MicroService.Publishing.CommandLines;

/// <summary>The command line of a workload, with variables in the place of secrets and of values that are not known yet.</summary>
internal sealed partial class ArgumentList
{
    private const string Whole = "SCRIPT";

    private readonly Func<ManifestExpression, Resolution> _resolve;
    private readonly Func<string, ManifestExpression, string> _secret;
    private readonly List<ManifestProblem> _problems = [];
    private readonly WorkloadResource _resource;
    private readonly ShellCommand? _shell;
    private readonly bool _isSplit;

    /// <param name="extra">The arguments that the settings add.</param>
    /// <param name="resolve">Resolves an expression.</param>
    /// <param name="secret">Adds an expression to the Secret under the given name, and returns the name of its variable.</param>
    public ArgumentList(WorkloadResource resource, IReadOnlyList<string> extra, Func<ManifestExpression, Resolution> resolve, Func<string, ManifestExpression, string> secret)
    {
        (_resource, _resolve, _secret) = (resource, resolve, secret);
        string[] entrypoint = (resource as ContainerResource)?.Entrypoint is { Length: > 0 } program ? [program] : [];
        var own = entrypoint.Length + resource.Args.Count;
        string[] line = [.. entrypoint, .. resource.Args, .. extra];
        (_shell, _isSplit) = (ShellCommand.Of(line), ShellCommand.IsSplit(line));
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

    /// <summary>Secrets that no variable can replace.</summary>
    public IReadOnlyList<ManifestProblem> Problems => _problems;

    /// <summary>The entrypoint; empty for the image's own.</summary>
    public IReadOnlyList<string> Command { get; }

    public IReadOnlyList<string> Values { get; }

    /// <summary>The arguments of the settings, with variables in the place of secrets and otherwise unchanged.</summary>
    public IReadOnlyList<string> Extra { get; }

    /// <summary>Escapes text for the kubelet, which expands <c>$(NAME)</c> and reads <c>$$</c> as a dollar sign.</summary>
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

    private string Written(ManifestExpression argument, string before, int index)
    {
        var isScript = index == _shell?.Index;
        var parts = Expression.Parse(argument.Text).Parts;
        var known = parts.Select(part => part is LiteralPart literal ? literal.Text
            : _resolve(argument with { Text = ((ReferencePart)part).Text }) is Resolution.Known { IsSecret: false } value ? value.Text : null).ToList();
        var shown = string.Concat(known.Select(text => text ?? "$(SECRET)"));
        if (known.Contains(null) && (_isSplit || (isScript && !_shell!.IsDirect)))
        {
            Refuse(argument, parts[known.IndexOf(null)], _isSplit ? "in a command line of env -S, which splits the value into words" : "in what seems to be a shell script that another program starts");
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

        // The place of a secret in plain text is unknown, so the whole argument becomes the secret.
        var isSecret = LiteralSecret.IsIn(string.Empty, shown) || (isScript && LiteralSecret.IsAssigned(shown));
        return isScript && known.Contains(null) ? Script(argument, parts, known, isSecret)
            : isSecret ? $"$({_secret(isScript ? Whole : "ARGUMENT", argument)})"
            : string.Concat(parts.Select((part, place) =>
                known[place] is { } value ? Text(argument, value, place == parts.Count - 1) : $"$({Variable(argument, (ReferencePart)part)})"));
    }

    // A value that the kubelet fills in would be part of the script; the shell's own variables are text.
    private string Script(ManifestExpression argument, IReadOnlyList<ExpressionPart> parts, List<string?> known, bool isSecret)
    {
        var script = new StringBuilder();
        foreach (var (place, part) in parts.Index())
        {
            if (known[place] is { } text)
            {
                script.Append(text);
                continue;
            }

            var (variable, refusal) = ScriptPlace.At(script.ToString(), Variable(argument, (ReferencePart)part));
            if (variable is null)
            {
                Refuse(argument, part, refusal!);
                break;
            }

            script.Append(variable);
        }

        return isSecret ? $"$({_secret(Whole, argument with { Text = Expression.Escape(script.ToString()) })})" : Text(argument, script.ToString());
    }

    private void Refuse(ManifestExpression argument, ExpressionPart part, string place)
    {
        var reference = (ReferencePart)part;
        var (pointer, setting) = IsOfSettings(argument) ? (_resource.Pointer, $"Kubernetes:Resources:{_resource.Name}:Arguments: ") : (argument.Pointer, "");
        var name = NameOf(reference);
        _problems.Add(new ManifestProblem(
            pointer, 0, 0,
            $"{setting}{reference.Text} is a secret or has no value yet, and no variable can take its place: it stands {place}. "
            + $"Pass it in an environment variable of '{_resource.Name}' (WithEnvironment(\"{name}\", …)), and use \"${name}\" in the command."));
    }

    private string Variable(ManifestExpression argument, ReferencePart reference) => _secret(NameOf(reference), argument with { Text = reference.Text });

    private static bool IsOfSettings(ManifestExpression argument) => argument.Pointer.Length == 0;

    // The kubelet expands the arguments of settings.
    private static string Text(ManifestExpression argument, string text, bool isLast = true) => IsOfSettings(argument) ? text : Escaped(text, isLast);

    // Braces in settings are text, unless they are a reference that the manifest could have.
    private string OfSettings(string text) => string.Concat(Reference().Split(text).Select((piece, index) =>
        index % 2 == 1 && _resolve(new ManifestExpression(string.Empty, piece)) is not Resolution.Wrong ? piece : Expression.Escape(piece)));

    // NAME=value, but not a connection string, which has several.
    private static bool IsSetting(string text) =>
        !text.Contains(';', StringComparison.Ordinal) && text.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals
        && text[..equals].All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.');

    private static string NameOf(ReferencePart reference) =>
        VariableName.Of(reference.Path is ["value"] or ["inputs", "value"] ? reference.Resource : reference.Key);

    [GeneratedRegex(@"(\{[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+\})", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
