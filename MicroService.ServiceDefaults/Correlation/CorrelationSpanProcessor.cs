using System.Diagnostics;
using OpenTelemetry;

namespace MicroService.ServiceDefaults.Correlation;

/// <summary>Puts the correlation id on every span that is recorded.</summary>
internal sealed class CorrelationSpanProcessor : BaseProcessor<Activity>
{
    public const string Attribute = "correlation.id";

    public override void OnStart(Activity data) => Mark(data);

    // At the end, too, as the server's own span starts before the id is known.
    public override void OnEnd(Activity data)
    {
        if (data.GetTagItem(Attribute) is null)
        {
            Mark(data);
        }
    }

    private static void Mark(Activity span)
    {
        if (CorrelationContext.CurrentId is { } id)
        {
            span.SetTag(Attribute, id);
        }
    }
}
