using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Takes the same secrets out of log records as out of the console's lines, and puts the correlation id in.</summary>
internal sealed class LogRecordRedaction : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        if (data.FormattedMessage is { } message)
        {
            data.FormattedMessage = SecretRedaction.Redact(message);
        }

        var attributes = new List<KeyValuePair<string, object?>>(8);
        foreach (var (name, value) in data.Attributes ?? [])
        {
            attributes.Add(new(name, Redact(name, value)));
        }

        if (CorrelationContext.CurrentId is { } id)
        {
            attributes.Add(new(CorrelationSpanProcessor.Attribute, id));
        }

        if (data.Exception is { } exception)
        {
            // The exporter would write the exception's own texts.
            attributes.Add(new("exception.type", exception.GetType().ToString()));
            attributes.Add(new("exception.message", SecretRedaction.Redact(exception.Message)));
            attributes.Add(new("exception.stacktrace", SecretRedaction.Redact(exception.ToString())));
            data.Exception = null;
        }

        data.Attributes = attributes;
    }

    private static object? Redact(string name, object? value) => value switch
    {
        null => null,
        _ when SecretRedaction.IsSecretName(name) => OptionsReader.Mask,
        string text => SecretRedaction.Redact(text),
        bool or int or long or double => value,
        _ => SecretRedaction.Redact(value.ToString() ?? ""),
    };
}
