using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Configuration;

/// <summary>Modes of mounted files are written as octal numbers.</summary>
public sealed class VolumeModeRule : PlaceRule
{
    // What files get, as octal digits. Larger numbers than 0777 the API server refuses.
    private static readonly string[] Usual =
        ["400", "440", "444", "500", "550", "555", "600", "640", "644", "660", "664", "700", "750", "755", "770", "775", "777"];

    private const long Largest = 511;

    /// <inheritdoc/>
    public override RuleDefinition Definition { get; } = new()
    {
        Id = "volume-mode",
        Category = RuleCategory.Configuration,
        Severity = Severity.Warning,
        Title = "File modes of volumes are octal",
        Why = "YAML reads 400 as a decimal number, which is the mode 0620: others may write the file, and programs such as ssh refuse it.",
        Reference = new Uri("https://kubernetes.io/docs/concepts/storage/volumes/#secret"),
        Checklist = "secrets",
    };

    private protected override IEnumerable<Place> Places(KubernetesObject candidate, RuleContext context) =>
        from volume in candidate.Workload?.PodSpec.Mappings("volumes") ?? []
        from source in Sources(volume)
        from mode in source.Mappings("items").Select(static item => item.Scalar("mode")).Prepend(source.Scalar("defaultMode"))
        where mode?.AsInteger is not null
        select PlaceOf(mode);

    private static IEnumerable<MappingNode> Sources(MappingNode volume)
    {
        var projected = volume.Mapping("projected");
        return (projected?.Mappings("sources") ?? []).SelectMany(static source => new[] { source.Mapping("configMap"), source.Mapping("secret"), source.Mapping("downwardAPI") })
            .Concat([volume.Mapping("configMap"), volume.Mapping("secret"), volume.Mapping("downwardAPI"), projected]).OfType<MappingNode>();
    }

    private static Place PlaceOf(ScalarNode mode)
    {
        var (digits, number) = (mode.Value, mode.AsInteger!.Value);
        return number is > 0 and <= Largest && Usual.Contains(digits) && Convert.ToString(number, 8) is var octal && !Usual.Contains(octal)
            ? new Place(mode, $"{digits} is a decimal number, and as a mode 0{octal}. Write 0{digits}, or {Convert.ToInt32(digits, 8)} in JSON.")
            : new Place(mode);
    }
}
