using System.Globalization;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Go's garbage collector knows the memory limit, which it doesn't find out by itself.</summary>
public sealed class GoMemoryLimitRule : ContainerRule
{
    private const string Variable = "GOMEMLIMIT";

    // Memory that the runtime does not count, such as cgo's and the binary's own, needs the rest.
    private const int HighestPercent = 95;
    private const int FittingPercent = 90;

    private static readonly (string Suffix, decimal Factor)[] Units =
        [("KiB", 1024m), ("MiB", 1024m * 1024), ("GiB", 1024m * 1024 * 1024), ("TiB", 1024m * 1024 * 1024 * 1024), ("B", 1m)];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "go-memory-limit",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Go programs have a GOMEMLIMIT that fits the memory limit",
        Why = "Without one, or with one too high, Go lets its heap double before it collects and is killed at the limit although most of that is garbage.",
        Reference = new Uri("https://go.dev/doc/gc-guide#Memory_limit"),
        Checklist = "GC tuning",
        FixSummary = "Sets GOMEMLIMIT to 90 % of the memory limit; only where the container's variables or image tell that it runs Go.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && container.Limit("memory") is { Value: >= 2 } && IsGo(container);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        var limit = container.Limit("memory")!.Value;
        var limitText = container.Node.At("resources", "limits", "memory");
        var fitting = Text(new Quantity(Math.Floor(limit.Value * FittingPercent / 100)));
        var fix = Fix.Review($"set {Variable} to {fitting}, {FittingPercent} % of the memory limit").Write(container, Variable, fitting);
        if (!RuntimeVariable.IsSet(container, Variable) && !RuntimeVariable.MayComeFromElsewhere(container))
        {
            yield return Report(container, container.Node, $"The container runs Go within {limitText} of memory, but no {Variable} tells its garbage collector.", fix);
        }
        else if (RuntimeVariable.Literal(container, Variable) is { } written && Fault(written.Value, limit) is { } fault)
        {
            yield return Report(container, written, $"{Variable} {written.Value} {fault} (the memory limit is {limitText}).", fix);
        }
    }

    private static string? Fault(string text, Quantity limit)
    {
        if (text == "off")
        {
            return "switches the limit of the garbage collector off";
        }

        return Parse(text) is { } bytes
            ? bytes > limit.Value * HighestPercent / 100 ? "leaves no room in the container" : null
            : "is not a size that Go reads, such as 450MiB, so the program refuses to start";
    }

    private static bool IsGo(Container container) =>
        container.Image.ShortName == "golang"
        || new[] { Variable, "GOGC", "GOMAXPROCS", "GODEBUG", "GOTRACEBACK" }.Any(name => RuntimeVariable.IsSet(container, name));

    private static decimal? Parse(string text)
    {
        foreach (var (suffix, factor) in Units)
        {
            if (text.EndsWith(suffix, StringComparison.Ordinal))
            {
                return Number(text[..^suffix.Length]) * factor;
            }
        }

        return Number(text);
    }

    // Whole numbers only (Go package runtime, environment variables); beyond a petabyte, how many no longer matters.
    private static decimal? Number(string text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? Math.Min(number, 1_000_000_000_000_000m) : null;

    private static string Text(Quantity size) => size.Value >= 1024 * 1024
        ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(size.Value / (1024 * 1024)):0}MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{size.Value:0}B");
}
