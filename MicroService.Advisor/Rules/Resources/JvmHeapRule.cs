using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>A Java heap uses its container's memory and fits into it.</summary>
public sealed class JvmHeapRule : ContainerRule
{
    // Classes, code, threads and buffers need the rest.
    private const int HighestPercent = 85;
    private const int FittingPercent = 75;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "jvm-heap",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Java heaps are sized to the memory limit",
        Why = "A Java virtual machine that is told nothing uses a quarter of the container's memory for its heap and wastes the rest; one that is told too much is killed at the limit.",
        Reference = new Uri("https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html"),
        Checklist = "GC tuning",
        FixSummary = "Adds -XX:MaxRAMPercentage=75 to JAVA_TOOL_OPTIONS where nothing sizes the heap, and brings sizes above 85 % of the memory limit down to 75 %; "
            + "less where other options reserve memory; only where the container's variables, command or image tell that it runs Java.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && container.Limit("memory") is { Value: >= 4096 } && JvmOptions.AreReadBy(container);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var limit = container.Limit("memory")!.Value.Value;
        var limitText = container.Node.At("resources", "limits", "memory");
        var texts = JvmOptions.Texts(container).ToList();
        var reserved = JvmOptions.Reserved(texts.Select(text => text.Value), limit);
        var fitting = JvmOptions.Fitting(limit, FittingPercent, reserved);
        if (!texts.Any(text => JvmOptions.LimitsHeap(text.Value)))
        {
            if (!JvmOptions.ArePartlyElsewhere(container))
            {
                yield return Report(
                    container, container.Node, $"Nothing sizes the Java heap, so it takes a quarter of the {limitText} of memory and leaves the rest unused.", Add(container, fitting));
            }

            yield break;
        }

        foreach (var text in texts)
        {
            if (JvmOptions.Excess(text.Value, limit, HighestPercent, reserved) is { } excess)
            {
                yield return Report(
                    container, text, $"{excess} leaves too little of the {limitText} memory limit for the rest of the Java process.",
                    Lower(text, JvmOptions.Fit(text.Value, limit, FittingPercent, reserved), fitting));
            }
        }
    }

    private static Fix Add(Container container, int percent)
    {
        var option = $"-XX:MaxRAMPercentage={percent}";
        var written = RuntimeVariable.Literal(container, JvmOptions.ToolVariable)?.Value.Trim();
        return Fix.Review($"let the Java heap take {percent} % of the memory limit")
            .Write(container, JvmOptions.ToolVariable, written is { Length: > 0 } ? $"{written} {option}" : option);
    }

    private static Fix? Lower(ScalarNode text, string fitted, int percent)
    {
        var fix = Fix.Review($"let the Java heap take {percent} % of the memory limit");
        return text.Parent switch
        {
            MappingNode variable => fix.Set(variable, ["value"], fitted),
            SequenceNode line => fix.ReplaceItem(line, text, fitted),
            _ => null,
        };
    }
}
