using Aspire.Hosting;
using MicroService.Publishing;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>Ends a step whose reasons were told. It is no defect, so it is logged without a stack trace.</summary>
internal sealed class StepFailedException(string message) : DistributedApplicationException(message)
{
    /// <summary>What the AppHost ends with; see <see cref="PublishExitCodes"/>.</summary>
    public int ExitCode { get; init; } = PublishExitCodes.BadInput;

    public override string ToString() => Message;
}
