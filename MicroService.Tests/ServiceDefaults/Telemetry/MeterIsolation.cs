namespace MicroService.Tests.ServiceDefaults.Telemetry;

/// <summary>
/// Meters of all services of one process go by one name, and OpenTelemetry takes them for one: where one service ends, its measurements end
/// in all others. Whoever looks at metrics of a service in this process does so beside nothing else.
/// </summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class MeterIsolation
{
    public const string Name = "Meters";
}
