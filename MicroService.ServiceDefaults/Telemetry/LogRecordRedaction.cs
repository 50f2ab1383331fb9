using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Redaction;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Takes the same secrets out of log records as out of the console's lines, bounds and writes values as there, and puts the correlation id in.</summary>
internal sealed class LogRecordRedaction : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = BoundedText.Redact(message, BoundedText.Message);
        }

        if (data.Body is { } template)
        {
            data.Body = BoundedText.Redact(template, BoundedText.Message);
        }

        var attributes = new List<KeyValuePair<string, object?>>(8);
        foreach (var (name, value) in data.Attributes ?? [])
        {
            attributes.Add(new(name, LogValue.Of(name, value)));
        }

        if (CorrelationContext.CurrentId is { } id)
        {
            attributes.Add(new(CorrelationSpanProcessor.Attribute, id));
        }

        if (data.Exception is { } exception)
        {
            // The exporter would write the exception's own texts.
            attributes.Add(new("exception.type", exception.GetType().ToString()));
            attributes.Add(new("exception.message", BoundedText.Redact(exception.Message, BoundedText.Field)));
            attributes.Add(new("exception.stacktrace", BoundedText.Redact(exception.ToString(), BoundedText.StackTrace)));
            data.Exception = null;
        }

        data.Attributes = attributes;
    }
}
