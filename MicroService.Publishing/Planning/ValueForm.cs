using System.Text;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.CommandLines;

namespace MicroService.Publishing.Planning;

/// <summary>The form of a composed value, for the person who fills it in: <c>Host=db;Password={db-password}</c>.</summary>
internal static class ValueForm
{
    /// <summary>
    /// The form; null for a value that is a single parameter, that can't be shown in a line, or that holds a secret in plain text.
    /// </summary>
    public static string? Of(string name, ManifestExpression expression, ClusterPlan plan)
    {
        var references = new ClusterReferences(plan, (parameter, input) => new Resolution.Known($"{{{ParameterStore.KeyOf(parameter, input)}}}", IsSecret: true)) { Absent = resource => $"{{{resource}}}" };
        if (new ExpressionResolver(plan.Manifest, references).Resolve(expression).Outcome is not Resolution.Known { Text: var text } || !text.Contains('{', StringComparison.Ordinal))
        {
            return null;
        }

        // The filter "uri" encodes the braces, too.
        var form = text.Replace("%7B", "{", StringComparison.Ordinal).Replace("%7D", " percent-encoded}", StringComparison.Ordinal);
        var isOne = form.StartsWith('{') && form.IndexOf('}', StringComparison.Ordinal) == form.Length - 1;
        return isOne || form.AsSpan().ContainsAny('\n', '\r') || HasSecret(name, Blank(form)) ? null : form;
    }

    // A connection string is settings in a row, each with a name of its own; Redis separates them by commas.
    private static bool HasSecret(string name, string text) => LiteralSecret.IsIn(name, text) || LiteralSecret.IsAssigned(text.Replace(',', ';').Replace('?', ';'));

    // What the parameters leave, with an x for each, which is taken for no secret; if it has one, the model has it in plain text.
    private static string Blank(string form)
    {
        var blank = new StringBuilder();
        var depth = 0;
        foreach (var character in form)
        {
            depth += character == '{' ? 1 : 0;
            blank.Append((depth, character) switch { (0, _) => character.ToString(), (1, '{') => "x", _ => string.Empty });
            depth -= character == '}' && depth > 0 ? 1 : 0;
        }

        return blank.ToString();
    }
}
