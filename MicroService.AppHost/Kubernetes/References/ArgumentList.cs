using System.Text;
using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;

namespace MicroService.AppHost.Kubernetes.References;

/// <summary>The arguments of a workload, with variables in the place of secrets.</summary>
internal sealed class ArgumentList
{
    private static readonly string[] Shells = ["sh", "bash", "ash", "dash"];

    public ArgumentList(
        WorkloadResource resource,
        Func<ManifestExpression, (Resolution Outcome, ClusterReferences References)> resolve,
        Func<string, ManifestExpression, string> secret)
    {
        var values = new List<string>();
        string[] command = resource is ContainerResource { Entrypoint: { } entrypoint } ? [entrypoint, .. resource.Args] : [.. resource.Args];
        var shift = command.Length - resource.Args.Count;
        for (var index = 0; index < resource.Args.Count; index++)
        {
            var isScript = IsScript(command, index + shift);
            var pointer = $"{resource.Pointer}/args/{index}";
            var text = new StringBuilder();
            var parts = Expression.Parse(resource.Args[index]).Parts;
            foreach (var (place, part) in parts.Index())
            {
                var isLast = place == parts.Count - 1;
                if (part is LiteralPart literal)
                {
                    text.Append(Escaped(literal.Text, isLast));
                    continue;
                }

                var reference = (ReferencePart)part;
                var expression = new ManifestExpression(pointer, reference.Text);
                if (resolve(expression).Outcome is Resolution.Known { IsSecret: false } known)
                {
                    text.Append(Escaped(known.Text, isLast));
                }
                else
                {
                    var name = secret(NameOf(reference), expression);
                    // The kubelet knows only variables of the container; a shell knows those that are exported before the script, too.
                    text.Append(isScript ? $"${{{name}}}" : $"$({name})");
                }
            }

            values.Add(text.ToString());
        }

        Values = values;
    }

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

    private static bool IsScript(string[] command, int index) =>
        index >= 2 && command[index - 1].StartsWith('-') && command[index - 1].EndsWith('c') && Shells.Contains(command[0][(command[0].LastIndexOf('/') + 1)..]);

    private static string NameOf(ReferencePart reference)
    {
        var key = reference.Path is ["value"] or ["inputs", "value"] ? reference.Resource : reference.Key;
        var name = string.Concat(key.Select(character => char.IsAsciiLetterOrDigit(character) ? char.ToUpperInvariant(character) : '_'));
        return char.IsAsciiDigit(name[0]) ? $"_{name}" : name;
    }
}
