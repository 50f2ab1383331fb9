using System.Diagnostics;
using OpenTelemetry;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Puts the correlation id on every span that is recorded.</summary>
internal sealed class CorrelationSpanProcessor : BaseProcessor<Activity>
{
    public const string Attribute = "correlation.id";

    // At the end, as the server's own span starts before the id is known.
    public override void OnEnd(Activity data)
    {
        if (CorrelationContext.CurrentId is { } id)
        {
            data.SetTag(Attribute, id);
        }
    }
}
