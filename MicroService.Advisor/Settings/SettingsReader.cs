using MicroService.Advisor.Catalog;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;

namespace MicroService.Advisor.Settings;

/// <summary>Reads a team's settings, YAML or JSON: it answers with what they decide or with every problem that they have.</summary>
public sealed class SettingsReader(IReadOnlyList<Rule> rules)
{
    /// <summary>The file's usual name.</summary>
    public const string FileName = ".microservice.yaml";

    private const int MaxProblems = 100;

    /// <summary>A reader that knows the rules of the whole catalog.</summary>
    public SettingsReader()
        : this(RuleCatalog.All)
    {
    }

    /// <summary>Reads UTF-8 text.</summary>
    /// <param name="name">The file's name, for problems.</param>
    /// <param name="utf8">The text, with or without a byte order mark.</param>
    public SettingsReading Read(string name, ReadOnlyMemory<byte> utf8)
    {
        var reading = new ManifestReader().ReadPlain(name, utf8);
        if (reading.File is not { } file)
        {
            return new SettingsReading(null, [.. reading.Problems.Select(Explain)]);
        }

        var problems = new ProblemList(name, MaxProblems);
        var roots = file.Documents.Select(document => document.Root).OfType<MappingNode>().ToList();
        if (roots.Count > 1)
        {
            problems.Invalid("many-documents", roots[1].Position, "Settings are one document: join it with the first.");
        }

        var policy = roots is [] ? AuditPolicy.Default : new PolicyReader(rules, problems).Read(roots[0]);
        return problems.Count == 0 ? new SettingsReading(policy, []) : new SettingsReading(null, problems.ToList());
    }

    // The reader of manifests speaks of apiVersion and kind.
    private static Problem Explain(Problem problem) =>
        problem.Code == "not-an-object" ? problem with { Message = "Settings are a mapping with the keys rules, exclude and exceptions." } : problem;
}

/// <summary>What came of reading settings: what they decide, or every problem that they have.</summary>
/// <param name="Policy">What they decide; null if there are problems.</param>
/// <param name="Problems">All problems, in the order of the file.</param>
public sealed record SettingsReading(AuditPolicy? Policy, IReadOnlyList<Problem> Problems);
