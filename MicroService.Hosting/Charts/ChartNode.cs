using System.Collections;
using System.Reflection;
using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Advisor.Manifests;
using YamlDotNet.Serialization;

namespace MicroService.Hosting.Charts;

/// <summary>Turns Aspire's typed objects into the advisor's nodes, by the names that Aspire itself writes.</summary>
internal static class ChartNode
{
    /// <summary>The node; null for what Aspire leaves out, which is null and empty collections.</summary>
    public static Node? Of(object? value) => value switch
    {
        null => null,
        string text => text,
        bool flag => flag,
        int number => number,
        long number => number,
        Int32OrStringV1 { Number: { } number } => number,
        Int32OrStringV1 { Text: { } text } => text,
        IDictionary dictionary => dictionary.Count > 0 ? Mapping(dictionary.Keys.Cast<string>().Select(key => (key, Of(dictionary[key])))) : null,
        IEnumerable items => items.Cast<object?>().Select(Of).OfType<Node>().ToArray() is { Length: > 0 } nodes ? SequenceNode.Of(nodes) : null,
        _ => Mapping(Members(value)),
    };

    private static IEnumerable<(string Name, Node? Node)> Members(object value) =>
        from property in value.GetType().GetProperties()
        let member = property.GetCustomAttribute<YamlMemberAttribute>()
        let name = member?.Alias ?? string.Empty
        where name.Length > 0
        orderby member.Order
        select (name, Of(property.GetValue(value)));

    private static MappingNode Mapping(IEnumerable<(string Name, Node? Node)> members)
    {
        var mapping = new MappingNode();
        foreach (var (name, node) in members)
        {
            if (node is not null)
            {
                mapping.Set(name, node);
            }
        }

        return mapping;
    }
}
