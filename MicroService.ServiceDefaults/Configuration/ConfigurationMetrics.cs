using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Counts changes of the configuration.</summary>
internal sealed class ConfigurationMetrics
{
    public const string MeterName = "MicroService.Configuration";

    private readonly Counter<long> _reloads;

    public ConfigurationMetrics(IMeterFactory meters)
    {
        _reloads = meters.Create(MeterName).CreateCounter<long>("configuration.reloads", description: "Changes of the mounted configuration, applied or refused.");

        // Seen from the start, so that the first refusal is an increase.
        _reloads.Add(0, new KeyValuePair<string, object?>("result", "applied"));
        _reloads.Add(0, new KeyValuePair<string, object?>("result", "refused"));
    }

    public void Applied() => _reloads.Add(1, new KeyValuePair<string, object?>("result", "applied"));

    public void Refused() => _reloads.Add(1, new KeyValuePair<string, object?>("result", "refused"));
}
