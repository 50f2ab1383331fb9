using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Secrets;

/// <summary>Counts secrets that were rotated.</summary>
internal sealed class SecretMetrics
{
    public const string MeterName = "MicroService.Secrets";

    private readonly Counter<long> _rotations;

    public SecretMetrics(IMeterFactory meters) =>
        _rotations = meters.Create(MeterName).CreateCounter<long>("secret.rotations", description: "Secrets that were changed and are in use.");

    /// <summary>Makes the count visible before the first rotation.</summary>
    public void Follow(string secret) => _rotations.Add(0, new KeyValuePair<string, object?>("secret", secret));

    public void Rotated(string secret) => _rotations.Add(1, new KeyValuePair<string, object?>("secret", secret));
}
