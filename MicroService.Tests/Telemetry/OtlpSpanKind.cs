namespace MicroService.Tests.Telemetry;

/// <summary>The kinds of spans, with the numbers of the protocol.</summary>
internal enum OtlpSpanKind
{
    Unspecified,
    Internal,
    Server,
    Client,
    Producer,
    Consumer,
}
