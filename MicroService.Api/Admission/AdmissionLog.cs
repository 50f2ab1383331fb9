namespace MicroService.Api.Admission;

/// <summary>What is logged of reviews.</summary>
internal static partial class AdmissionLog
{
    [LoggerMessage(LogLevel.Information, "Denied {Operation} of {Kind} {Namespace}/{Name}: {Reason}")]
    public static partial void Denied(this ILogger logger, string operation, string kind, string @namespace, string name, string reason);

    [LoggerMessage(LogLevel.Error, "The review of {Kind} {Namespace}/{Name} failed, and the object was allowed")]
    public static partial void Failed(this ILogger logger, Exception exception, string kind, string @namespace, string name);

    [LoggerMessage(LogLevel.Warning, "{Kind} {Namespace}/{Name} was not audited as a whole: {Fault}")]
    public static partial void NotWhole(this ILogger logger, string kind, string @namespace, string name, string fault);

    [LoggerMessage(LogLevel.Warning, "A request of {Address} is no AdmissionReview of admission.k8s.io/v1 that can be answered")]
    public static partial void Unreadable(this ILogger logger, string? address);

    [LoggerMessage(LogLevel.Warning, "A review of {Address} was not read: {Problem}")]
    public static partial void NotRead(this ILogger logger, string? address, string problem);
}
