using System.CommandLine;
using System.Net;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Kustomize;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Printing;
using MicroService.Advisor.Rules;
using MicroService.Cli.Clusters;
using MicroService.Cli.Fixing;
using MicroService.Cli.Input;
using MicroService.Cli.Output;
using MicroService.Cli.Settings;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;

namespace MicroService.Cli.RightSizing;

/// <summary><c>rightsize PATH…</c>: requests and limits by what workloads used, printed or written into the files that they come from.</summary>
internal static class RightSizeCommand
{
    private const string DefaultNamespace = "default";

    private static readonly string[] Formats = ["table", "json", "json-patch", "diff"];

    public static Command Create()
    {
        var paths = InputArgument.Create();
        paths.Arity = ArgumentArity.ZeroOrMore;
        var server = new PrometheusOption();
        var cluster = new ClusterOption();
        var sizing = new SizingOptions();
        var ns = new Option<string?>("--namespace", "-n")
        {
            Description = "The namespace of objects that name none, or of the cluster. Default: default, or that of the context.",
            HelpName = "name",
        };
        var format = new Option<string>("--format") { Description = "How to print the sizes.", DefaultValueFactory = static _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var write = new Option<bool>("--write") { Description = "Write the sizes into the files." };
        var check = new Option<bool>("--check")
        {
            Description = "Write nothing, and exit with 1 if a size would change, or with 69 if Prometheus did not answer everything.",
        };
        var resume = new Option<FileInfo?>("--resume")
        {
            Description = "A file that keeps the namespaces that are done, so that the same command goes on where it was interrupted.",
            HelpName = "file",
        };
        var config = SettingsOption.Create();
        var helmValues = HelmValuesOption.Create();
        var command = new Command("rightsize", "Size containers by what they used, as a Prometheus remembers it.")
        {
            paths, ns, format, write, check, resume, config, helmValues,
        };
        server.AddTo(command);
        cluster.AddTo(command);
        sizing.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(write) && result.GetValue(check))
            {
                result.AddError("Use either --write or --check.");
            }

            var isCluster = cluster.IsGiven(result);
            if (result.GetValue(paths) is not { Length: > 0 } named)
            {
                if (!isCluster || result.GetValue(write))
                {
                    result.AddError(isCluster
                        ? "What runs in a cluster is not written; use --format json-patch."
                        : "Name files or folders, or a cluster with --context.");
                }
            }
            else if (result.GetValue(write) && named.Contains("-"))
            {
                result.AddError("Standard input can't be written; use --format diff or json-patch.");
            }
        });
        command.SetAction((parsed, cancellationToken) => RunAsync(
            new RightSizeRequest(
                parsed.GetValue(paths) ?? [], parsed.GetValue(config), parsed.GetValue(helmValues) ?? [], parsed.GetValue(ns), parsed.GetValue(format)!,
                parsed.GetValue(write), parsed.GetValue(check), sizing.EndOf(parsed) ?? TimeProvider.System.GetUtcNow())
            {
                Resume = parsed.GetValue(resume)?.FullName,
                ReadCluster = cluster.IsGiven(parsed.CommandResult) ? (namespaces, ended) => cluster.ReadAsync(parsed, namespaces, ended) : null,
            },
            server.Read(parsed),
            sizing.Read(parsed),
            cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(
        RightSizeRequest request, PrometheusOptions server, RightSizingOptions options, CancellationToken cancellationToken)
    {
        var (team, mistakes) = await SettingsFile.ReadAsync(request.SettingsFile, request.Paths, cancellationToken).ConfigureAwait(false);
        if (team is null)
        {
            await Terminal.WriteErrorsAsync(mistakes).ConfigureAwait(false);
            return ExitCode.BadSettings;
        }

        using var input = request.Paths.Length == 0
            ? new InputSet([], null, [], [], [])
            : await InputSet.ReadAsync(request.Paths, request.HelmValues, team.Excludes, cancellationToken).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(input.Notes.Concat(input.Problems)).ConfigureAwait(false);
        if (input.Problems.Count > 0 || input.IsUnusable)
        {
            return ExitCode.BadInput;
        }

        string[] namespaces = request.Paths.Length == 0
            ? [.. new[] { request.Namespace }.OfType<string>()]
            : [.. new ObjectGraph(input.Files).Workloads.Select(workload => workload.Object.WrittenNamespace ?? request.Namespace ?? DefaultNamespace).Distinct()];
        var live = request.ReadCluster is null ? null : await request.ReadCluster(namespaces, cancellationToken).ConfigureAwait(false);
        if (request.ReadCluster is not null && live is null)
        {
            return ExitCode.Unavailable;
        }

        var files = request.Paths.Length == 0 ? live!.Files : input.Files;
        SizingState? state = null;
        if (request.Resume is { } resume)
        {
            try
            {
                var run = SizingState.NameOf([server.Server.ToString(), options.ToString(), request.Namespace ?? DefaultNamespace], files);
                state = await SizingState.OpenAsync(resume, run, request.End, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                await Terminal.WriteErrorsAsync([$"{resume}: {exception.Message}"]).ConfigureAwait(false);
                return ExitCode.CannotWrite;
            }

            if (state is null)
            {
                await Terminal.WriteErrorsAsync([$"{resume} is of another run: its options, server or manifests were others. Delete it, or name another file."]).ConfigureAwait(false);
                return ExitCode.BadInput;
            }
        }

        using var client = new PrometheusClient(
            new SocketsHttpHandler
            {
                AutomaticDecompression = DecompressionMethods.GZip,
                AllowAutoRedirect = false,
                UseCookies = false,
                ConnectTimeout = TimeSpan.FromSeconds(10),
            },
            server,
            TimeProvider.System);
        using var progress = new ProgressLine();
        var sizing = new Sizing(client, options, request.Namespace ?? DefaultNamespace)
        {
            Progress = (name, index, count) => progress.Show($"{index} of {count}  {name}"),
            State = state,
            Owners = live?.Owners ?? new Dictionary<(string, string), WorkloadKey>(),
        };
        SizingReport report;
        try
        {
            report = await sizing.RunAsync(files, state?.End ?? request.End, cancellationToken).ConfigureAwait(false);
            // What is missing is asked for by the same command once more.
            if (report.Missing.Count == 0)
            {
                state?.Delete();
            }
        }
        catch (PrometheusException exception)
        {
            await Terminal.WriteErrorsAsync([WordsOf(exception, server)]).ConfigureAwait(false);
            return ExitCode.Unavailable;
        }

        progress.Dispose();
        var rule = new RightSizingRule(report.Answers, sizing.KeyOf);
        var silent = new SortedSet<string>(StringComparer.Ordinal);
        var settings = new FixSettings
        {
            Unsafe = true,
            Partial = true,
            Policy = team.Policy,
            Abstains = rule.IsSilentOn,
            OnAbstained = (finding, folder) => silent.Add(
                $"{folder}: there is no figure for {finding.Object} here, so what it shares has the size that the others need: {finding.Fix!.Description}"),
        };
        var (result, held) = request.Paths.Length == 0
            ? (new Fixer([rule]).Fix(live!.Files, settings, cancellationToken), [])
            : input.Fix([rule], settings, cancellationToken);
        await PrintAsync(request, report, result).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(silent).ConfigureAwait(false);
        return await EndAsync(request, input, report, rule, result, held).ConfigureAwait(false);
    }

    private static async Task<int> EndAsync(
        RightSizeRequest request, InputSet input, SizingReport report, RightSizingRule rule, FixResult result, IReadOnlyList<HeldFix> held)
    {
        var files = result.Patches().Select(patch => patch.Object.File.Name).Distinct().Count();
        if (request.Write)
        {
            var changed = result.Originals.Zip(result.Files, static (before, after) => (after.Name, Before: before.Print(), After: after.Print()))
                .Where(file => file.Before != file.After).ToList();
            if (await WriteAsync(changed, input).ConfigureAwait(false) is { Count: > 0 } problems)
            {
                await Terminal.WriteErrorsAsync(problems).ConfigureAwait(false);
                return ExitCode.CannotWrite;
            }
        }

        var elsewhere = held.Select(fix => fix.ToString()).Concat(InCharts(input, rule)).Concat(Repeated(result)).ToList();
        await Terminal.WriteErrorsAsync(elsewhere).ConfigureAwait(false);
        await Terminal.WriteErrorsAsync(report.Missing.Select(missing => $"Not answered, so the sizes are of the rest: {missing}")).ConfigureAwait(false);
        await Console.Error.WriteLineAsync(Summary(report, files, request)).ConfigureAwait(false);
        return !request.Check ? ExitCode.Good
            : report.Missing.Count > 0 ? ExitCode.Unavailable
            : files + elsewhere.Count > 0 ? ExitCode.Findings : ExitCode.Good;
    }

    private static IEnumerable<string> Repeated(FixResult result) =>
        from finding in result.Remaining.Objects.SelectMany(audited => audited.Findings)
        where finding.Fix is null
        select $"{finding.Source}:{finding.Position}: {finding.Object}: not written, as an anchor, alias or merge key repeats this text; "
            + $"to do here: {finding.Message}";

    private static async Task PrintAsync(RightSizeRequest request, SizingReport report, FixResult result)
    {
        var target = new ReportTarget(null);
        switch (request.Format)
        {
            case "json":
                await target.WriteAsync(stream => SizingJson.Write(stream, report)).ConfigureAwait(false);
                break;
            case "json-patch":
                await target.WriteAsync(stream => SizingJson.WritePatches(stream, result.Patches())).ConfigureAwait(false);
                break;
            case "diff":
                var isExact = true;
                await target.WriteTextAsync((writer, palette) =>
                {
                    foreach (var (before, after) in result.Originals.Zip(result.Files))
                    {
                        isExact &= DiffText.Write(writer, after.Name, before.Print(), after.Print(), palette);
                    }
                }).ConfigureAwait(false);
                await Terminal.WriteErrorsAsync(isExact ? [] : [DiffText.NotExact]).ConfigureAwait(false);
                break;
            default:
                await target.WriteTextAsync((writer, palette) => SizingTable.Write(writer, report, palette)).ConfigureAwait(false);
                break;
        }
    }

    // A build that worked is worth more than its sizes.
    private static async Task<IReadOnlyList<string>> WriteAsync(IReadOnlyList<(string Name, string Before, string After)> files, InputSet input)
    {
        var problems = new List<string>();
        foreach (var (name, before, after) in files)
        {
            if (await AtomicFile.ReplaceTextAsync(name, before, after).ConfigureAwait(false) is { } problem)
            {
                problems.Add(problem);
            }
        }

        if (problems.Count == 0 && await input.RebuildAsync(CancellationToken.None).ConfigureAwait(false) is { Count: > 0 } broken)
        {
            problems.AddRange([.. broken, "So the sizes were taken back; please report this defect."]);
            foreach (var (name, before, after) in files)
            {
                await AtomicFile.ReplaceTextAsync(name, after, before).ConfigureAwait(false);
            }
        }

        return problems;
    }

    private static IEnumerable<string> InCharts(InputSet input, RightSizingRule rule) =>
        from chart in input.Rendered
        where chart.Build is null
        let graph = new ObjectGraph(chart.Files)
        from candidate in graph.Objects
        where rule.AppliesTo(candidate, new RuleContext(graph, new AuditSettings()))
        from finding in rule.Inspect(candidate, new RuleContext(graph, new AuditSettings()))
        select $"{finding.Source}:{finding.Position}: {candidate}: not written, as Helm renders it from its values; "
            + $"to do here, or in the values: {finding.Fix!.Description}";

    private static string Summary(SizingReport report, int files, RightSizeRequest request)
    {
        var written = request.Paths.Length == 0 ? ""
            : $" {files} {(files == 1 ? "file" : "files")} {(request.Write ? "written" : "to write (--write does it)")};";
        var changed = report.Answers.Count(answer => answer.Changes.Any());
        var without = report.Answers.Count(answer => answer.NoCpu is not null || answer.NoMemory is not null);
        return $"{report.Answers.Count} {(report.Answers.Count == 1 ? "container" : "containers")}: {changed} to change, "
            + $"{without} without a figure for CPU, memory or both;{written} {report.Queries} queries.";
    }

    private static string WordsOf(PrometheusException exception, PrometheusOptions server)
    {
        var address = server.Server.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.Unescaped).TrimEnd('/');
        return exception.Failure switch
        {
            PrometheusFailure.Unauthorized => $"{address} rejects the request: {exception.Message} Give a credential with --header \"Authorization: Bearer …\".",
            _ => $"{address} can't be asked: {exception.Message}",
        };
    }

    private sealed record RightSizeRequest(
        string[] Paths, string? SettingsFile, string[] HelmValues, string? Namespace, string Format, bool Write, bool Check, DateTimeOffset End)
    {
        /// <summary>The file of what is done; null to keep nothing.</summary>
        public string? Resume { get; init; }

        /// <summary>Reads what a cluster knows of namespaces; null if none is named.</summary>
        public Func<IReadOnlyCollection<string>, CancellationToken, Task<ClusterWorkloads?>>? ReadCluster { get; init; }
    }
}
