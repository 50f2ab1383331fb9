using System.Threading.Channels;
using Aspire.Hosting.Pipelines;
using MicroService.Publishing;
using Microsoft.Extensions.Logging;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>A run of publishing inside a pipeline step: progress becomes tasks of the step, report and problems its log.</summary>
/// <param name="Command">The run, with what it computed.</param>
/// <param name="ExitCode">What the run ended with; see <see cref="PublishExitCodes"/>.</param>
/// <param name="Problems">Every problem in the order of their discovery; empty after a good run.</param>
internal sealed record PublishingStep(PublishCommand Command, int ExitCode, IReadOnlyList<string> Problems)
{
    /// <param name="reportLevel">How the report is logged; by default only where somebody looks for details.</param>
    public static async Task<PublishingStep> RunAsync(PipelineStepContext context, AppModelExport export, string output, PublishAction action, LogLevel reportLevel = LogLevel.Debug)
    {
        using var report = new StringWriter { NewLine = "\n" };
        using var errors = new StringWriter { NewLine = "\n" };
        var progress = Channel.CreateUnbounded<string>();
        var options = new PublishOptions(export.ManifestPath, output)
        {
            Content = export.Manifest,
            Configuration = export.Configuration,
            Action = action,
        };
        var console = new PublishConsole(TextWriter.Null, report, errors) { Progress = text => progress.Writer.TryWrite(text) };
        var command = new PublishCommand(options, console, export.Parameters);
        var run = Task.Run(
            () =>
            {
                try
                {
                    return command.Run();
                }
                finally
                {
                    progress.Writer.Complete();
                }
            },
            context.CancellationToken);
        var told = new StepOutput(context);
        await foreach (var text in progress.Reader.ReadAllAsync(context.CancellationToken))
        {
            await using var task = await told.BeginAsync(text);
            await task.CompleteAsync(cancellationToken: context.CancellationToken);
        }

        var exitCode = await run;
        told.Say(reportLevel, report.ToString());
        return new PublishingStep(command, exitCode, exitCode == PublishExitCodes.Good ? [] : errors.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
