using System.Globalization;
using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>What a .NET process is told about its heap fits the memory limit.</summary>
public sealed class DotnetHeapRule : ContainerRule
{
    // Threads, code and native memory need the rest; the runtime's own default is 75 %.
    private const int HighestPercent = 90;
    private const int FittingPercent = 75;

    private const string Prefix = "0x";
    private const string NativeImage = "mcr.microsoft.com/dotnet/runtime-deps";

    private static readonly string[] Prefixes = ["DOTNET_", "COMPlus_"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "dotnet-heap",
        Category = RuleCategory.Resources,
        Severity = Severity.Danger,
        Title = ".NET heap limits fit the memory limit",
        Why = "A heap that may outgrow the container gets it killed without a log line or an exception. "
            + "These variables are read as hexadecimal, so 75 means 117 %, and a native program ignores a value with the prefix 0x; "
            + "left out, the runtime keeps to 75 % of the limit by itself.",
        Reference = new Uri("https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector#heap-limit"),
        Checklist = "GC tuning",
        FixSummary = "Limits the heap to 75 % of the memory limit, or to the percentage that was meant, in hexadecimal without a prefix.",
    };

    /// <inheritdoc/>
    protected override bool AppliesTo(Container container, RuleContext context) =>
        container is { IsLongRunning: true } && container.Limit("memory") is { Value: >= 1 } && IsDotnet(container);

    /// <inheritdoc/>
    protected override IEnumerable<Finding> Inspect(Container container, RuleContext context)
    {
        foreach (var prefix in Prefixes)
        {
            var (size, percent) = ($"{prefix}GCHeapHardLimit", $"{prefix}GCHeapHardLimitPercent");
            if (RuntimeVariable.Literal(container, size) is { } bytes && CheckSize(container, size, bytes) is { } tooLarge)
            {
                yield return tooLarge;
            }

            if (RuntimeVariable.Literal(container, percent) is { } share && CheckPercent(container, percent, share) is { } tooMuch)
            {
                yield return tooMuch;
            }
        }
    }

    private Finding? CheckSize(Container container, string name, ScalarNode written)
    {
        var limit = container.Limit("memory")!.Value;
        var limitText = container.Node.At("resources", "limits", "memory");
        var fitting = string.Create(CultureInfo.InvariantCulture, $"{(long)(limit.Value * FittingPercent / 100):X}");
        var fix = Fix.Review($"limit the heap to {FittingPercent} % of {limitText}").Write(container, name, fitting);
        if (Hexadecimal(written.Value) is not { } bytes)
        {
            return Report(container, written, $"{name} is {written.Value}, which is not a hexadecimal number of bytes.", fix);
        }

        return bytes > limit.Value * HighestPercent / 100
            ? Report(container, written, $"{name} {written.Value} is hexadecimal for {new Quantity(bytes).ToMemoryText()}, which leaves no room in the memory limit of {limitText}.", fix)
            : CheckPrefix(container, name, written);
    }

    private Finding? CheckPercent(Container container, string name, ScalarNode written)
    {
        // What reads as a sensible percentage was meant as one.
        var meant = int.TryParse(written.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= HighestPercent ? number : FittingPercent;
        var fix = Fix.Review($"limit the heap to {meant} % of the memory limit").Write(container, name, string.Create(CultureInfo.InvariantCulture, $"{meant:X}"));
        if (Hexadecimal(written.Value) is not { } percent)
        {
            return Report(container, written, $"{name} is {written.Value}, which is not a hexadecimal number.", fix);
        }

        return percent > HighestPercent
            ? Report(container, written, $"{name} {written.Value} is hexadecimal for {percent} % of the memory limit, which leaves no room for the rest of the process.", fix)
            : CheckPrefix(container, name, written);
    }

    // The runtime of .NET takes both forms; what runs on an image without that runtime is most likely native.
    private Finding? CheckPrefix(Container container, string name, ScalarNode written) =>
        container.Image.Repository == NativeImage && HasPrefix(written.Value)
            ? Report(
                container,
                written,
                $"{name} {written.Value} has the prefix 0x, with which a native program ignores it.",
                Fix.Review("leave out the prefix 0x").Write(container, name, written.Value[Prefix.Length..]))
            : null;

    private static bool IsDotnet(Container container) =>
        container.Image.Repository.StartsWith("mcr.microsoft.com/dotnet/", StringComparison.Ordinal)
        || RuntimeVariable.AnyStartsWith(container, "DOTNET_", "ASPNETCORE_", "COMPlus_")
        || (container.Node.Sequence("command")?.Items is [ScalarNode { Value: "dotnet" or "/usr/bin/dotnet" or "/usr/share/dotnet/dotnet" }, ..]);

    private static bool HasPrefix(string text) => text.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase);

    private static ulong? Hexadecimal(string text)
    {
        var digits = HasPrefix(text) ? text[Prefix.Length..] : text;
        return ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
