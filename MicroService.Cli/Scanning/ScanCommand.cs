using System.CommandLine;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Reporting.Sarif;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Schema;
using MicroService.Cli.Auditing;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;
using MicroService.Cluster.Connections;
using MicroService.Cluster.Kubeconfigs;
using MicroService.Cluster.Requests;
using MicroService.Cluster.Scanning;

namespace MicroService.Cli.Scanning;

/// <summary><c>scan</c>: audits what runs in a cluster.</summary>
internal static class ScanCommand
{
    public static Command Create()
    {
        var context = new Option<string?>("--context") { Description = "The context of the kubeconfig. Default: its current one.", HelpName = "name" };
        var kubeconfig = new Option<string?>("--kubeconfig")
        {
            Description = "The kubeconfig. Default: those that KUBECONFIG names, ~/.kube/config, or the service account of this pod.",
            HelpName = "file",
        };
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
        var version = KubernetesVersionOption.Create();
        version.Description = "The version of Kubernetes to audit for. Default: that of the server.";
        var report = new ReportOptions();
        var command = new Command("scan", "Audit what runs in a cluster.") { context, kubeconfig, namespaces, all, kinds, version };
        report.AddTo(command);
        command.SetAction((parsed, cancellationToken) =>
        {
            var hasVersion = parsed.GetResult(version) is { Implicit: false };
            return RunAsync(
                new ScanRequest
                {
                    Kubeconfig = parsed.GetValue(kubeconfig),
                    Context = parsed.GetValue(context),
                    AllNamespaces = parsed.GetValue(all),
                    Options = new ScanOptions
                    {
                        Namespaces = parsed.GetValue(namespaces) ?? [],
                        MoreKinds = parsed.GetValue(kinds) ?? [],
                        AsksForVersion = !hasVersion,
                        Settings = new AuditSettings { KubernetesVersion = hasVersion ? parsed.GetValue(version) : KubernetesVersion.Newest },
                    },
                    Format = parsed.GetRequiredValue(report.Format),
                    Target = new ReportTarget(parsed.GetValue(report.Output)),
                    FailOn = Enum.Parse<Severity>(parsed.GetRequiredValue(report.FailOn), ignoreCase: true),
                    BaselineFile = parsed.GetValue(report.Baseline),
                    RecordedFile = parsed.GetValue(report.Record),
                    SettingsFile = parsed.GetValue(report.Settings),
                },
                cancellationToken);
        });
        return command;
    }

    private static async Task<int> RunAsync(ScanRequest request, CancellationToken cancellationToken)
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

        var time = TimeProvider.System;
        var (connection, problem) = await ClusterConnections.FindAsync(
            request.Kubeconfig, request.Context, Environment.GetEnvironmentVariable, time, cancellationToken).ConfigureAwait(false);
        if (connection is null)
        {
            await Terminal.WriteErrorsAsync([problem!]).ConfigureAwait(false);
            return ExitCode.Unavailable;
        }

        var options = request.Options with
        {
            Namespaces = request.AllNamespaces ? [] : request.Options.Namespaces is { Count: > 0 } named ? named : [connection.Namespace],
            Settings = request.Options.Settings with { Policy = team.Policy },
        };
        using var client = new ApiClient(connection, ClusterTransport.Create(connection), new ApiClientOptions(), time);
        var collector = new ScanCollector(request.Format, baseline);
        var scan = new ClusterScan(client, options);
        try
        {
            await CollectAsync(scan, collector, cancellationToken).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            await Terminal.WriteErrorsAsync([FailureWords.Of(exception.Failure, connection)]).ConfigureAwait(false);
            return exception.Failure.Kind == ApiFailureKind.NotFound ? ExitCode.BadInput : ExitCode.Unavailable;
        }

        return await EndAsync(request, collector, collector.Complete(scan.Unread)).ConfigureAwait(false);
    }

    private static async Task CollectAsync(ClusterScan scan, ScanCollector collector, CancellationToken cancellationToken)
    {
        using var progress = new ProgressLine();
        progress.Show("Asking the server which kinds it has");
        await foreach (var part in scan.RunAsync(cancellationToken).ConfigureAwait(false))
        {
            progress.Show($"{part.Index} of {part.Count}  {part.Namespace ?? "what is in no namespace"}");
            await Terminal.WriteErrorsAsync(part.Report.Faults.Select(fault => $"The rule {fault.RuleId} failed on {fault.Object}: {fault.Exception.Message}")).ConfigureAwait(false);
            collector.Add(part.Report);
        }
    }

    private static async Task<int> EndAsync(ScanRequest request, ScanCollector collector, AuditDocument document)
    {
        var problem = await WriteAsync(request, collector, document).ConfigureAwait(false);
        if (problem is null && request.RecordedFile is { } recorded)
        {
            problem = await AtomicFile.WriteAsync(recorded, Baseline.Of(document).Write()).ConfigureAwait(false);
        }

        await Terminal.WriteErrorsAsync(new[] { problem }.OfType<string>()).ConfigureAwait(false);
        return problem is not null ? ExitCode.CannotWrite
            : request.RecordedFile is null && document.Findings.Any(finding => finding.IsNew != false && finding.Severity >= request.FailOn) ? ExitCode.Findings
            : ExitCode.Good;
    }

    private static Task<string?> WriteAsync(ScanRequest request, ScanCollector collector, AuditDocument document) => request.Format switch
    {
        "table" => request.Target.WriteTextAsync((writer, palette) => TextReport.Write(writer, document, palette)),
        "sarif" => request.Target.WriteAsync(output => output.Write(SarifReport.Write(document).Span)),
        "junit" => request.Target.WriteAsync(output => output.Write(JUnitReport.Write(AuditReport.Of(collector.Reports), request.FailOn, collector.Known(document)).Span)),
        "gitlab" => request.Target.WriteAsync(output => output.Write(GitLabReport.Write(document).Span)),
        _ => request.Target.WriteAsync(output => JsonReport.Write(output, document)),
    };
}
