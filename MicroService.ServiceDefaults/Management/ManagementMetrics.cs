using System.Diagnostics.Metrics;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Counts calls of the management port that had no valid token.</summary>
internal sealed class ManagementMetrics
{
    public const string MeterName = "MicroService.Management";

    private readonly Counter<long> _rejections;

    public ManagementMetrics(IMeterFactory meters) =>
        _rejections = meters.Create(MeterName).CreateCounter<long>("management.rejections", description: "Calls of the management port rejected for want of a valid token.");

    /// <summary>Emits zero so that the series exists before the first rejection, which then is an increase.</summary>
    public void Follow() => _rejections.Add(0);

    public void Rejected() => _rejections.Add(1);
}
