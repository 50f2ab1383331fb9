using System.Reflection;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.Documentation;

/// <summary>What the options' own XML documentation says about each setting.</summary>
internal static partial class SettingMeanings
{
    private static readonly Assembly[] Assemblies = [typeof(MicroService.Api.History.HistoryOptions).Assembly, typeof(OptionsReader).Assembly];

    private static readonly (string Type, string Property, string Summary)[] Documented =
    [
        .. from assembly in Assemblies
           from member in XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml")).Descendants("member")
           let name = (string)member.Attribute("name")!
           where name.StartsWith("P:", StringComparison.Ordinal)
           let dot = name.LastIndexOf('.')
           select (name[2..dot], name[(dot + 1)..], Text(member.Element("summary"))),
    ];

    /// <summary>Every settable property of every type of options, as the key that it should have; composed and computed ones are no settings.</summary>
    public static IReadOnlyList<string> Properties { get; } =
    [
        .. from type in OptionsTypes()
           let section = (string)type.GetProperty("Section", BindingFlags.Public | BindingFlags.Static)!.GetValue(null)!
           from property in type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
           where property.SetMethod is { IsPublic: true } && !SettingDocument.Families.Contains($"{section}:{property.Name}")
           select $"{section}:{property.Name}",
    ];

    /// <summary>The first sentence about the setting; null where there is none.</summary>
    public static string? Of(string key)
    {
        var words = key.Split(':');
        var summary = Documented
            .Where(property => property.Property == words[^1] && (property.Type.EndsWith("Options", StringComparison.Ordinal) || property.Type.EndsWith("Chaos", StringComparison.Ordinal)))
            .OrderByDescending(property => Array.FindLastIndex(words, word => Words(property.Type).Contains(word)))
            .FirstOrDefault(property => Array.Exists(words, word => Words(property.Type).Contains(word)))
            .Summary;
        return summary is null ? null : Sentence().Match(summary).Value.TrimEnd('.', ';');
    }

    // Options are found by the name of their folder or by their own: Resilience.ResilienceOptions, Configuration.MountedConfigurationOptions.
    private static string[] Words(string type)
    {
        var parts = type.Split('.');
        return [parts[^2], parts[^1].Replace("Options", "", StringComparison.Ordinal), SectionOf(type) ?? ""];
    }

    private static string? SectionOf(string type) =>
        OptionsTypes().FirstOrDefault(options => options.FullName == type)?.GetProperty("Section", BindingFlags.Public | BindingFlags.Static)?.GetValue(null) as string;

    private static IEnumerable<Type> OptionsTypes() =>
        Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type => type is { IsInterface: false } && type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IValidatedOptions<>)));

    private static string Text(XElement? summary) =>
        summary is null ? "" : White().Replace(string.Concat(summary.Nodes().Select(Text)), " ").Trim();

    private static string Text(XNode node) => node switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => $"`{((string?)see.Attribute("cref") ?? "").Split('.')[^1]}`",
        XElement { Name.LocalName: "c" } code => $"`{code.Value}`",
        XElement element => element.Value,
        _ => "",
    };

    [GeneratedRegex(@"^.*?(\.(?=\s|$)|;(?= default\b)|$)")]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}
