using Aspire.Hosting.Pipelines;
using Microsoft.Extensions.Logging;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>
/// What a step tells the person who runs it. Under the Aspire CLI tasks and lines belong to the step's time line; without it nobody reads
/// that, so they are logged.
/// </summary>
internal sealed partial class StepOutput(PipelineStepContext context)
{
    private readonly bool _isRead = AspireCli.IsConnected(context.Services);

    /// <summary>Tells something: a line, or a text of several.</summary>
    public void Say(LogLevel level, string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_isRead)
        {
            context.ReportingStep.Log(level, text);
        }
        else
        {
            Log(context.Logger, level, text);
        }
    }

    /// <summary>Begins a task. It is to be completed.</summary>
    public Task<IReportingTask> BeginAsync(string what)
    {
        if (!_isRead)
        {
            Log(context.Logger, LogLevel.Information, what);
        }

        return context.ReportingStep.CreateTaskAsync(what, context.CancellationToken);
    }

    [LoggerMessage(Message = "{Text}")]
    private static partial void Log(ILogger logger, LogLevel level, string text);
}
