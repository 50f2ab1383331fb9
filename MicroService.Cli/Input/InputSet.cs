using System.Runtime.CompilerServices;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Kustomize;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;

namespace MicroService.Cli.Input;

/// <summary>The manifests that a command works on, and the problems of its input.</summary>
/// <param name="Plain">The manifests that are files, in the order of the paths, those of a folder in ordinal order.</param>
/// <param name="Large">The manifests that are files, if they are too large to be held; <paramref name="Plain"/> is empty then.</param>
/// <param name="Rendered">What was rendered, a kustomization or a chart each.</param>
/// <param name="Problems">What could not be read, one line each.</param>
/// <param name="Notes">What was skipped and why, one line each.</param>
internal sealed record InputSet(
    IReadOnlyList<ManifestFile> Plain, LargeInput? Large, IReadOnlyList<Rendering> Rendered, IReadOnlyList<string> Problems, IReadOnlyList<string> Notes) : IDisposable
{
    // More is audited namespace by namespace, which reads it twice.
    private const long MostHeld = 4 * 1024 * 1024;

    /// <summary>All manifests that are held.</summary>
    public IReadOnlyList<ManifestFile> Files => [.. Plain, .. Rendered.SelectMany(rendering => rendering.Files)];

    /// <summary>True if there is nothing to work on, and not because the settings leave it out.</summary>
    public bool IsUnusable => Files.Count == 0 && Large is not { Count: > 0 } && Problems.Count + Notes.Count > 0;

    /// <summary>Reads files, whole folders, and standard input for <c>-</c>.</summary>
    /// <param name="paths">The paths.</param>
    /// <param name="helmValues">Files of values for Helm charts.</param>
    /// <param name="isExcluded">Whether to leave out the file of a full path, as the team's settings say; null leaves out nothing.</param>
    /// <param name="cancellationToken">Ends reading and rendering.</param>
    public static Task<InputSet> ReadAsync(
        IReadOnlyList<string> paths, IReadOnlyList<string> helmValues, Func<string, bool>? isExcluded, CancellationToken cancellationToken) =>
        new InputReader(helmValues, isExcluded ?? (static _ => false), long.MaxValue).ReadAsync(paths, cancellationToken);

    /// <summary>Reads the same to audit it: what is large is left where it is.</summary>
    public static Task<InputSet> ReadToAuditAsync(
        IReadOnlyList<string> paths, IReadOnlyList<string> helmValues, Func<string, bool>? isExcluded, CancellationToken cancellationToken) =>
        new InputReader(helmValues, isExcluded ?? (static _ => false), MostHeld).ReadAsync(paths, cancellationToken);

    /// <summary>Notes the objects of what is large, so that it can be audited; what is wrong with it is a problem now.</summary>
    /// <param name="version">The version of Kubernetes that the manifests are meant for.</param>
    /// <param name="cancellationToken">Ends reading.</param>
    public InputSet Prepare(KubernetesVersion version, CancellationToken cancellationToken)
    {
        if (Large is null)
        {
            return this;
        }

        foreach (var file in Rendered.Count == 1 ? Rendered[0].Files : [])
        {
            Large.Add(file);
        }

        Large.Note(version, cancellationToken);
        return this with { Problems = [.. Problems, .. Large.Problems] };
    }

    /// <summary>
    /// Audits everything. Files and a single rendered folder are one application; several rendered folders are one each. What is large is
    /// audited namespace by namespace, with a report for each part of one.
    /// </summary>
    /// <returns>The reports, whether no other is about the same objects, and whether there is no other.</returns>
    public async IAsyncEnumerable<(AuditReport Report, bool IsAlone, bool IsOnly)> AuditAsync(
        AuditSettings settings, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (Large is not null)
        {
            await foreach (var report in Large.AuditAsync(settings, cancellationToken).ConfigureAwait(false))
            {
                yield return (report, true, false);
            }
        }

        IReadOnlyList<IReadOnlyList<ManifestFile>> applications = Rendered.Count <= 1
            ? Large is null ? [Files] : []
            : [.. Plain.Count > 0 ? [Plain] : Array.Empty<IReadOnlyList<ManifestFile>>(), .. Rendered.Select(rendering => rendering.Files)];
        foreach (var application in applications)
        {
            yield return (new Auditor().Audit(application, settings, cancellationToken), false, Large is null && applications.Count == 1);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => Large?.Dispose();

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

    /// <summary>Audits what Helm rendered, which no fix changes; null if there is none.</summary>
    public AuditReport? AuditCharts(IReadOnlyList<Rule> rules, FixSettings settings, CancellationToken cancellationToken)
    {
        var audit = new AuditSettings
        {
            Partial = settings.Partial,
            KubernetesVersion = settings.KubernetesVersion,
            Policy = settings.Policy,
            Time = settings.Time,
            MaxWorkers = settings.MaxWorkers,
        };
        var charts = Rendered.Where(rendering => rendering.Build is null).ToList();
        var auditor = new Auditor(rules);
        return charts.Count == 0 ? null : AuditReport.Of([.. charts.Select(chart => auditor.Audit(chart.Files, audit, cancellationToken))]);
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
