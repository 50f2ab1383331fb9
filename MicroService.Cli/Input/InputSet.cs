using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Kustomize;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;

namespace MicroService.Cli.Input;

/// <summary>The manifests that a command works on, and the problems of its input.</summary>
/// <param name="Plain">The manifests that are files, in the order of the paths, those of a folder in ordinal order.</param>
/// <param name="Rendered">What was rendered, a kustomization or a chart each.</param>
/// <param name="Problems">What could not be read, one line each.</param>
/// <param name="Notes">What was skipped and why, one line each.</param>
internal sealed record InputSet(IReadOnlyList<ManifestFile> Plain, IReadOnlyList<Rendering> Rendered, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes)
{
    /// <summary>All manifests.</summary>
    public IReadOnlyList<ManifestFile> Files => [.. Plain, .. Rendered.SelectMany(rendering => rendering.Files)];

    /// <summary>True if there is nothing to work on, and not because the settings leave it out.</summary>
    public bool IsUnusable => Files.Count == 0 && Problems.Count + Notes.Count > 0;

    /// <summary>Reads files, whole folders, and standard input for <c>-</c>.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="helmValues">Files of values for Helm charts.</param>
    /// <param name="isExcluded">Whether to leave out the file of a full path, as the team's settings say; null leaves out nothing.</param>
    /// <param name="cancellationToken">Ends reading and rendering.</param>
    public static Task<InputSet> ReadAsync(
        IReadOnlyList<string> paths, IReadOnlyList<string> helmValues, Func<string, bool>? isExcluded, CancellationToken cancellationToken) =>
        new InputReader(helmValues, isExcluded ?? (static _ => false)).ReadAsync(paths, cancellationToken);

    /// <summary>Audits everything. Files and a single rendered folder are one application; several rendered folders are one each.</summary>
    public AuditReport Audit(AuditSettings settings, CancellationToken cancellationToken)
    {
        IEnumerable<IReadOnlyList<ManifestFile>> applications = Rendered.Count <= 1 ? [Files]
            : [.. Plain.Count > 0 ? [Plain] : Array.Empty<IReadOnlyList<ManifestFile>>(), .. Rendered.Select(rendering => rendering.Files)];
        return AuditReport.Of([.. applications.Select(application => new Auditor().Audit(application, settings, cancellationToken))]);
    }

    /// <summary>Builds what was built once more, now that its sources were written, and returns what went wrong.</summary>
    public async Task<IReadOnlyList<string>> RebuildAsync(CancellationToken cancellationToken)
    {
        var problems = new List<string>();
        foreach (var folder in Rendered.Select(rendering => rendering.Folder).OfType<KustomizeFolder>())
        {
            problems.AddRange((await folder.BuildAsync([], cancellationToken).ConfigureAwait(false)).Problems ?? []);
        }

        return problems;
    }

    /// <summary>Fixes the files, and the resources that kustomize builds from; what Helm rendered has no file to fix.</summary>
    /// <param name="rules">The rules whose fixes to apply.</param>
    /// <param name="settings">Which fixes to apply.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    /// <returns>The result, and the fixes that were not made, as something else decides.</returns>
    public (FixResult Result, IReadOnlyList<HeldFix> Held) Fix(IReadOnlyList<Rule> rules, FixSettings settings, CancellationToken cancellationToken)
    {
        var builds = Rendered.Select(rendering => rendering.Build).OfType<KustomizeBuild>().ToList();
        if (builds.Count == 0)
        {
            return (new Fixer(rules).Fix(Plain, settings, cancellationToken), []);
        }

        var isOne = builds.Count == 1;
        var (built, held) = new KustomizeFixer(new Fixer(rules)).Fix(builds, isOne ? Plain : [], settings, cancellationToken);
        if (isOne || Plain.Count == 0)
        {
            return (built, held);
        }

        var plain = new Fixer(rules).Fix(Plain, settings, cancellationToken);
        return (new FixResult(
            [.. plain.Originals, .. built.Originals],
            [.. plain.Files, .. built.Files],
            [.. plain.Applied, .. built.Applied],
            AuditReport.Of([plain.Remaining, built.Remaining])), held);
    }
}
