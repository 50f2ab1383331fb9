namespace MicroService.AppHost.Observability.Alerts;

/// <summary>Who has to look, and when.</summary>
internal enum AlertSeverity
{
    /// <summary>Now: callers suffer, or soon will.</summary>
    Critical,

    /// <summary>In working hours.</summary>
    Warning,
}
