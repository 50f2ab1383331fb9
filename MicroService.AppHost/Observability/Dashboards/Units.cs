namespace MicroService.AppHost.Observability.Dashboards;

/// <summary>Grafana's names of the units used here.</summary>
internal static class Units
{
    public const string Number = "short";
    public const string Seconds = "s";
    public const string Bytes = "bytes";
    public const string BytesPerSecond = "Bps";
    public const string Share = "percentunit";
    public const string RequestsPerSecond = "reqps";
    public const string PerSecond = "ops";

    public static IReadOnlyList<string> All { get; } = [Number, Seconds, Bytes, BytesPerSecond, Share, RequestsPerSecond, PerSecond];
}
