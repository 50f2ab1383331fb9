using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Counts changes of the configuration.</summary>
internal sealed class ConfigurationMetrics
{
    public const string MeterName = "MicroService.Configuration";

    private readonly Counter<long> _reloads;
    private volatile bool _isRefused;

    public ConfigurationMetrics(IMeterFactory meters)
    {
        var meter = meters.Create(MeterName);
        _reloads = meter.CreateCounter<long>("configuration.reloads", description: "Changes of the mounted configuration, applied or refused.");

        meter.CreateObservableGauge("configuration.refused", () => _isRefused ? 1 : 0, description: "1 while what is mounted is refused, else 0.");

        // Seen from the start, so that the first refusal is an increase.
        _reloads.Add(0, new KeyValuePair<string, object?>("result", "applied"));
        _reloads.Add(0, new KeyValuePair<string, object?>("result", "refused"));
    }

    public void Applied() => _reloads.Add(1, new KeyValuePair<string, object?>("result", "applied"));

    public void Refused()
    {
        _isRefused = true;
        _reloads.Add(1, new KeyValuePair<string, object?>("result", "refused"));
    }

    /// <summary>What is mounted is what is in effect.</summary>
    public void Settled() => _isRefused = false;
}
