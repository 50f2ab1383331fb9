using System.CommandLine;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Cli.Auditing;
using MicroService.Cli.Clusters;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Kinds;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;

namespace MicroService.Cli.Scanning;

/// <summary><c>scan</c>: audits what runs in a cluster.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var cluster = new ClusterOptions();
        var namespaces = new Option<string[]>("--namespace", "-n")
        {
            Description = "The namespaces to scan. Default: that of the context.",
            HelpName = "name",
            AllowMultipleArgumentsPerToken = true,
        };
        var all = new Option<bool>("--all-namespaces", "-A") { Description = "Scan all namespaces, and what belongs to none." };
        all.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<bool>() && result.GetResult(namespaces) is not null)
            {
                result.AddError("Name namespaces, or scan all of them.");
            }
        });
        var kinds = KindsOption.Create();
        var secrets = new Option<bool>("--secrets")
        {
            Description = "Read the names and keys of Secrets, to find those that are missing. Kubernetes sends their values as well, which are dropped unread.",
        };
        var version = KubernetesVersionOption.Create();
        version.Description = "The version of Kubernetes to audit for. Default: that of the server.";
        var compare = CompareOption.Create();
        var report = new ReportOptions();
        var command = new Command("scan", "Audit what runs in a cluster.");
        cluster.AddTo(command);
        foreach (var option in new Option[] { namespaces, all, kinds, secrets, version, compare })
        {
            command.Add(option);
        }

        report.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(compare) is not null && result.GetValue(report.Format) is not (null or "table" or "json"))
            {
                result.AddError("Only the formats table and json have a place for a comparison.");
            }
        });
        command.SetAction((parsed, cancellationToken) =>
        {
            var hasVersion = parsed.GetResult(version) is { Implicit: false };
            return RunAsync(
                cluster.Read(parsed),
                parsed.GetValue(all),
                new ScanOptions
                {
                    Namespaces = parsed.GetValue(namespaces) ?? [],
                    MoreKinds = parsed.GetValue(kinds) ?? [],
                    ReadsSecrets = parsed.GetValue(secrets),
                    AsksForVersion = !hasVersion,
                    Settings = new AuditSettings { KubernetesVersion = hasVersion ? parsed.GetValue(version) : KubernetesVersion.Newest },
                },
                report.Read(parsed),
                parsed.GetValue(compare),
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(
        ClusterTarget target, bool scansAll, ScanOptions options, ReportRequest request, string? comparePath, CancellationToken cancellationToken)
    {
        var (team, mistakes) = await SettingsFile.ReadAsync(request.SettingsFile, [], cancellationToken).ConfigureAwait(false);
        if (team is null)
        {
            await Terminal.WriteErrorsAsync(mistakes).ConfigureAwait(false);
            return ExitCode.BadSettings;
        }

        var (baseline, faults) = await BaselineFile.ReadAsync(request.BaselineFile, cancellationToken).ConfigureAwait(false);
        if (faults.Count > 0)
        {
            await Terminal.WriteErrorsAsync(faults).ConfigureAwait(false);
            return ExitCode.BadInput;
        }

        var (connection, problem) = await target.FindAsync(TimeProvider.System, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            await Terminal.WriteErrorsAsync([problem!]).ConfigureAwait(false);
            return ExitCode.Unavailable;
        }

        options = options with
        {
            Namespaces = scansAll ? [] : options.Namespaces is { Count: > 0 } ? options.Namespaces : [connection.Namespace],
            Settings = options.Settings with { Policy = team.Policy },
        };
        ComparisonCollector? comparison = null;
        if (comparePath is not null)
        {
            var (earlier, unusable) = await CompareOption.ReadAsync(comparePath, options.Settings, connection.Namespace, cancellationToken)
                .ConfigureAwait(false);
            if (earlier is null)
            {
                await Terminal.WriteErrorsAsync(unusable).ConfigureAwait(false);
                return ExitCode.BadInput;
            }

            comparison = new ComparisonCollector(earlier);
        }

        try
        {
            return await ScanAsync(connection, options, request, baseline, comparison, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException exception)
        {
            // Findings are kept in files until the report is written.
            await Terminal.WriteErrorsAsync([exception.Message]).ConfigureAwait(false);
            return ExitCode.CannotWrite;
        }
    }

    private static async Task<int> ScanAsync(
        ClusterConnection connection,
        ScanOptions options,
        ReportRequest request,
        Baseline? baseline,
        ComparisonCollector? comparison,
        CancellationToken cancellationToken)
    {
        using var client = new ApiClient(connection, ClusterTransport.Create(connection), new ApiClientOptions(), TimeProvider.System);
        using var storage = new ReportStorage(PrivateFile.Open);
        using var suites = request.Suites(storage);
        var collector = new AuditCollector(storage, partial: false, request.Detail, baseline);
        var scan = new ClusterScan(client, options);
        try
        {
            await CollectAsync(scan, options, collector, suites, comparison, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            await Terminal.WriteErrorsAsync([FailureWords.Of(exception.Failure, connection)]).ConfigureAwait(false);
            return exception.Failure.Kind == ApiFailureKind.NotFound ? ExitCode.BadInput : ExitCode.Unavailable;
        }

        var document = collector.Complete() with
        {
            Scope = options.Namespaces is { Count: > 0 } some ? some : null,
            NotRead = scan.Unread,
            Comparison = comparison?.Complete(ScopeOf(scan, options)),
        };
        var unread = scan.Unread.Where(kind => options.ReadsSecrets || kind.Kind != KnownKinds.Secrets.FullName).ToList();
        if (request.Format != "table")
        {
            // Of the formats of CI systems none has a place for it.
            await Terminal.WriteErrorsAsync(unread.Select(kind =>
                $"{kind.Kind}{(kind.Namespaces is { } where ? $" in {string.Join(", ", where)}" : "")}: not read: {kind.Reason}")).ConfigureAwait(false);
        }

        var failure = await request.WriteAsync(document, suites).ConfigureAwait(false);
        if (failure is null && request.RecordedFile is { } omitted && unread.Count > 0)
        {
            await Terminal.WriteErrorsAsync([$"{omitted}: not written, because not every kind could be read."]).ConfigureAwait(false);
            return ExitCode.Unavailable;
        }

        if (failure is null && request.RecordedFile is { } recorded)
        {
            failure = await AtomicFile.WriteAsync(recorded, Baseline.Of(document).Write()).ConfigureAwait(false);
        }

        await Terminal.WriteErrorsAsync(new[] { failure }.OfType<string>()).ConfigureAwait(false);
        return failure is not null ? ExitCode.CannotWrite
            : request.RecordedFile is null && collector.Worst >= request.FailOn ? ExitCode.Findings
            : ExitCode.Good;
    }

    // What is not among the kinds that are read by default may have been read or not: nothing of it is called new or gone.
    private static ScanScope ScopeOf(ClusterScan scan, ScanOptions options) =>
        new(options.Namespaces is { Count: > 0 } some ? some : null, scan.Unread) { IsKnown = KnownKinds.Has };

    private static async Task CollectAsync(
        ClusterScan scan,
        ScanOptions options,
        AuditCollector collector,
        JUnitReport? suites,
        ComparisonCollector? comparison,
        CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine();
        var heap = new HeapBound();
        progress.Show("Asking the server which kinds it has");
        await foreach (var part in scan.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            progress.Show($"{part.Index} of {part.Count}  {part.Namespace ?? "what is in no namespace"}");
            await Terminal.WriteErrorsAsync(part.Report.Faults.Select(fault => $"The rule {fault.RuleId} failed on {fault.Object}: {fault.Exception.Message}")).ConfigureAwait(false);
            var known = collector.Add(part.Report, isAlone: true);
            suites?.Add(part.Report, known);
            comparison?.Add(part.Namespace, part.Report, ScopeOf(scan, options));
            heap.Keep();
        }
    }
}
