using Aspire.Hosting;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>Ends a step whose reasons were told. It is no defect, so it is logged without a stack trace.</summary>
internal sealed class StepFailedException(string message) : DistributedApplicationException(message)
{
    public override string ToString() => Message;
}
