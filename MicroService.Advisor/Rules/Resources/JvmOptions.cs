using System.Globalization;
using System.Text.RegularExpressions;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>The options that a container gives to the Java virtual machine, and what they say about its heap.</summary>
internal static partial class JvmOptions
{
    /// <summary>What the virtual machine reads by itself, whatever starts it (JVM Tool Interface).</summary>
    public const string ToolVariable = "JAVA_TOOL_OPTIONS";

    // What is left is for code, stacks and buffers.
    private const decimal MostOfAll = 0.95m;

    // The others are read by start scripts of images that are in wide use.
    private static readonly string[] Variables =
    [
        ToolVariable, "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS", "JAVA_OPTS", "JVM_OPTS", "JAVA_OPTIONS", "CATALINA_OPTS", "ES_JAVA_OPTS", "OPENSEARCH_JAVA_OPTS",
        "KAFKA_HEAP_OPTS", "KAFKA_OPTS", "LS_JAVA_OPTS", "JAVA_OPTS_APPEND", "JAVA_OPTS_KC_HEAP", "SPRING_JAVA_OPTS",
    ];

    private static readonly string[] Images =
    [
        "eclipse-temurin", "openjdk", "amazoncorretto", "ibmjava", "ibm-semeru-runtimes", "sapmachine", "zulu-openjdk", "zulu-openjdk-alpine", "liberica-openjdk-alpine",
        "liberica-openjre-alpine", "liberica-runtime-container", "java", "java17-debian12", "java21-debian12", "java21-debian13", "java25-debian13", "tomcat", "jetty",
    ];

    /// <summary>True if variables, command or image tell that the container runs a Java virtual machine.</summary>
    public static bool AreReadBy(Container container) =>
        Images.Contains(container.Image.ShortName, StringComparer.Ordinal)
        || container.Image.Repository.StartsWith("mcr.microsoft.com/openjdk/", StringComparison.Ordinal)
        || Variables.Any(name => RuntimeVariable.IsSet(container, name))
        || Texts(container).Any(text => LimitsHeap(text.Value))
        || container.Node.Sequence("command")?.Items is [ScalarNode first, ..] && (first.Value == "java" || first.Value.EndsWith("/bin/java", StringComparison.Ordinal));

    /// <summary>True if a part of the options comes from a ConfigMap or Secret, so that it can't be told.</summary>
    public static bool ArePartlyElsewhere(Container container) =>
        RuntimeVariable.MayComeFromElsewhere(container) || Variables.Any(name => container.Variable(name)?.Mapping("valueFrom") is not null);

    /// <summary>The texts that hold options: variables, then the command line, which overrides them.</summary>
    public static IEnumerable<ScalarNode> Texts(Container container) =>
        Variables.Select(name => RuntimeVariable.Literal(container, name)).OfType<ScalarNode>()
            .Concat(container.Node.Sequence("command")?.Items.OfType<ScalarNode>() ?? [])
            .Concat(container.Node.Sequence("args")?.Items.OfType<ScalarNode>() ?? []);

    /// <summary>True if the text says how large the heap may get.</summary>
    public static bool LimitsHeap(string text) => Size().Matches(text).Any(match => IsLargest(match.Groups["option"].Value)) || Share().IsMatch(text);

    /// <summary>What the options let the machine take besides its heap, in bytes; at most half of a limit.</summary>
    public static decimal Reserved(IEnumerable<string> texts, decimal limit) =>
        // The last one of each counts.
        Math.Min(texts.SelectMany(text => Beside().Matches(text)).GroupBy(match => match.Groups["option"].Value).Sum(same => Bytes(same.Last())), limit / 2);

    /// <summary>The first option that asks for more than the share of a limit, or for nearly all of it with what is reserved; or null.</summary>
    public static string? Excess(string text, decimal limit, int percent, decimal reserved)
    {
        return Size().Matches(text).FirstOrDefault(match => IsLargest(match.Groups["option"].Value) && IsTooMuch(Bytes(match)))?.Value
            ?? Share().Matches(text).FirstOrDefault(match => IsTooMuch(limit * Percent(match) / 100))?.Value;

        bool IsTooMuch(decimal heap) => heap > limit * percent / 100 || (reserved > 0 && heap + reserved > limit * MostOfAll);
    }

    /// <summary>
    /// The text with every heap size brought down to a share of a limit: the first size, too, as it may not exceed the largest.
    /// </summary>
    public static string Fit(string text, decimal limit, int percent, decimal reserved)
    {
        var share = Fitting(limit, percent, reserved);
        var kibibytes = Math.Floor(limit * share / 100 / 1024);
        var largest = kibibytes >= 1024 ? kibibytes - (kibibytes % 1024) : Math.Max(kibibytes, 1);
        var fitted = Size().Replace(text, match => Bytes(match) > largest * 1024
            ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["option"].Value}{SizeText(largest)}")
            : match.Value);
        return Share().Replace(fitted, match => Percent(match) > share
            ? string.Create(CultureInfo.InvariantCulture, $"{match.Groups["option"].Value}{share}")
            : match.Value);
    }

    /// <summary>The percentage of a limit that is the share of what nothing else is reserved for.</summary>
    public static int Fitting(decimal limit, int percent, decimal reserved) => (int)Math.Floor((limit - reserved) * percent / limit);

    private static string SizeText(decimal kibibytes) => kibibytes % 1024 == 0
        ? string.Create(CultureInfo.InvariantCulture, $"{kibibytes / 1024:0}m")
        : string.Create(CultureInfo.InvariantCulture, $"{kibibytes:0}k");

    private static bool IsLargest(string option) => option is "-Xmx" or "-XX:MaxHeapSize=";

    private static decimal Bytes(Match match)
    {
        var number = decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        return match.Groups["unit"].Value switch
        {
            "k" or "K" => number * 1024,
            "m" or "M" => number * 1024 * 1024,
            "g" or "G" => number * 1024 * 1024 * 1024,
            "t" or "T" => number * 1024 * 1024 * 1024 * 1024,
            _ => number,
        };
    }

    private static decimal Percent(Match match) => decimal.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);

    // Twelve digits are more than any size and can't overflow.
    [GeneratedRegex(@"(?<![\w-])(?<option>-Xmx|-Xms|-XX:MaxHeapSize=|-XX:InitialHeapSize=)(?<number>[0-9]{1,12})(?<unit>[kKmMgGtT]?)(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Size();

    [GeneratedRegex(@"(?<![\w-])(?<option>-XX:(MaxMetaspaceSize|MaxDirectMemorySize|ReservedCodeCacheSize)=)(?<number>[0-9]{1,12})(?<unit>[kKmMgGtT]?)(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Beside();

    [GeneratedRegex(@"(?<![\w-])(?<option>-XX:(Max|Initial)RAMPercentage=)(?<number>[0-9]{1,6}(\.[0-9]{1,6})?)(?!\w)", RegexOptions.CultureInvariant)]
    private static partial Regex Share();
}
