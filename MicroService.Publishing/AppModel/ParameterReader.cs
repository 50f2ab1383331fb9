namespace MicroService.Publishing.AppModel;

/// <summary>Reads parameters, and the inputs of any entry.</summary>
internal static class ParameterReader
{
    // A longer value is a mistake, not a password.
    private const int LongestGenerated = 4096;

    public static ParameterResource Parameter(string name, string type, ManifestEntry entry) =>
        new(name, type, entry.RequiredText("value"))
        {
            ConnectionString = entry.Text("connectionString"),
            Inputs = Inputs(entry),
        };

    /// <summary>The inputs of an entry of any type.</summary>
    public static IReadOnlyList<ParameterInput> Inputs(ManifestEntry entry) => [.. (entry.Object("inputs")?.Objects() ?? []).Select(input => Input(input.Key, input.Value))];

    private static ParameterInput Input(string name, ManifestEntry entry)
    {
        entry.PointOutOthers("inputs", ManifestKeys.Input);
        var type = entry.RequiredText("type");
        if (type is not ("string" or ""))
        {
            entry.ReportMember("type", $"is '{type}', but inputs are strings.");
        }

        var defaults = entry.Object("default");
        var generate = defaults?.Object("generate");
        return new ParameterInput(name, entry.Flag("secret"), defaults?.Text("value"), generate is { } rule ? Generate(rule) : null);
    }

    private static GeneratedValue Generate(ManifestEntry entry)
    {
        if (!entry.Has("minLength"))
        {
            entry.Report("has no 'minLength'.");
        }

        var rule = new GeneratedValue(
            Count(entry, "minLength"),
            entry.Flag("lower", otherwise: true),
            entry.Flag("upper", otherwise: true),
            entry.Flag("numeric", otherwise: true),
            entry.Flag("special", otherwise: true),
            Count(entry, "minLower"),
            Count(entry, "minUpper"),
            Count(entry, "minNumeric"),
            Count(entry, "minSpecial"));
        if (rule is { Lower: false, Upper: false, Numeric: false, Special: false })
        {
            entry.Report("allows no characters at all.");
        }

        return rule;
    }

    private static int Count(ManifestEntry entry, string name) => entry.Number(name, 0, LongestGenerated) ?? 0;
}
