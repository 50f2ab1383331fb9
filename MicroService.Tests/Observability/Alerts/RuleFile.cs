using MicroService.Tests.Corpora;
using YamlDotNet.RepresentationModel;

namespace MicroService.Tests.Observability.Alerts;

/// <summary>The rule file that Prometheus loads.</summary>
internal static class RuleFile
{
    public static string Path { get; } = RepositoryRoot.Combine("deploy", "alerts", "rules.yaml");

    public static string Text { get; } = File.ReadAllText(Path);

    public static IReadOnlyList<Rule> Rules { get; } = Read();

    public static IReadOnlyList<Rule> Alerts { get; } = [.. Rules.Where(rule => rule.IsAlert)];

    public static IReadOnlyList<Rule> Recordings { get; } = [.. Rules.Where(rule => !rule.IsAlert)];

    private static IReadOnlyList<Rule> Read()
    {
        var yaml = new YamlStream();
        yaml.Load(new StringReader(Text));
        return
        [
            .. from @group in Items(yaml.Documents[0].RootNode, "groups")
               from rule in Items(@group, "rules")
               let alert = Value(rule, "alert")
               select new Rule(
                   alert ?? Value(rule, "record")!, alert is not null, Value(rule, "expr")!, Values(rule, "labels").GetValueOrDefault("severity", ""), Values(rule, "annotations")),
        ];
    }

    private static IEnumerable<YamlNode> Items(YamlNode node, string key) => ((YamlSequenceNode)node[key]).Children;

    private static string? Value(YamlNode rule, string key) => (Child(rule, key) as YamlScalarNode)?.Value;

    private static Dictionary<string, string> Values(YamlNode rule, string key) =>
        Child(rule, key) is YamlMappingNode texts ? texts.Children.ToDictionary(entry => ((YamlScalarNode)entry.Key).Value!, entry => ((YamlScalarNode)entry.Value).Value!) : [];

    private static YamlNode? Child(YamlNode rule, string key) => ((YamlMappingNode)rule).Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null;
}
