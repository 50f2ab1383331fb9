using MicroService.Advisor.Fixes;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Resources;

/// <summary>Amounts have the unit that was meant.</summary>
public sealed class AmountUnitRule : PlaceRule
{
    private const decimal LeastBytes = 1024 * 1024;

    // The largest machines that clouds rent have some hundred processors, in numbers that are no round ones in decimal.
    private const decimal ManyCores = 250;
    private const decimal RoundCores = 50;
    private const decimal MostCores = 2048;

    private const long LargestInMebibytes = 65536;

    private static readonly string[] Bytes = ["memory", "ephemeral-storage"];

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "amount-unit",
        Category = RuleCategory.Resources,
        Severity = Severity.Warning,
        Title = "Amounts of CPU and memory have the unit that is meant",
        Why = "Without a suffix memory is in bytes and CPU in cores: no process starts in 512 bytes, and hardly any node has 500 cores, so the pod crashes or stays Pending.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#resource-units-in-kubernetes"),
        Checklist = "quotas",
        FixSummary = "Writes Mi after memory and m after CPU that have no suffix.",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        from container in candidate.Workload?.Containers ?? []
        from field in (string[])["requests", "limits"]
        let amounts = container.Node.Mapping("resources")?.Mapping(field)
        where amounts is not null
        from entry in amounts.Entries
        let amount = entry.Value as ScalarNode
        where amount is not null && Quantity.Of(amount) is { Value: > 0 } quantity && IsUnlikely(entry.Name, quantity.Value)
        select PlaceOf(amounts, entry.Name, amount);

    // A fraction of a byte is told of by a rule of its own.
    private static bool IsUnlikely(string resource, decimal amount) =>
        resource == "cpu" ? amount >= MostCores || (amount >= ManyCores && amount % RoundCores == 0)
        : Bytes.Contains(resource) && amount is >= 1 and < LeastBytes;

    private static Place PlaceOf(MappingNode owner, string name, ScalarNode amount)
    {
        var isPlain = amount.Value.All(char.IsAsciiDigit);
        if (name == "cpu")
        {
            var meant = isPlain || amount.Value.EndsWith('M') ? $"{amount.Value.TrimEnd('M')}m" : null;
            return new Place(
                amount, $"cpu is {amount.Value}, which is more cores than nearly all nodes have.{(meant is null ? "" : $" Write {meant} for thousandths of a core.")}",
                meant is null ? null : Fix.Review($"write {meant}").Set(owner, [name], meant));
        }

        var mebibytes = isPlain && amount.AsInteger is > 0 and < LargestInMebibytes ? $"{amount.Value}Mi" : null;
        return new Place(
            amount, $"{name} is {amount.Value}{(isPlain ? " bytes" : "")}, {(name == "memory" ? "with which no process starts" : "which a log alone fills")}.{(mebibytes is null ? " Write an amount such as 64Mi." : $" Write {mebibytes}.")}",
            mebibytes is null ? null : Fix.Review($"write {mebibytes}").Set(owner, [name], mebibytes));
    }
}
