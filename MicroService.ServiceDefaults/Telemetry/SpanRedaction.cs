using System.Diagnostics;
using MicroService.ServiceDefaults.Redaction;
using OpenTelemetry;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Takes the same secrets out of spans as out of the log: names, attributes, what a status says, and the exceptions recorded.</summary>
internal sealed class SpanRedaction : BaseProcessor<Activity>
{
    // An event cannot be changed once it exists; what this adds before replaces the exception's own texts.
    private readonly ActivityListener _exceptions = new()
    {
        ShouldListenTo = static _ => true,
        ExceptionRecorder = static (Activity _, Exception exception, ref TagList tags) => Record(exception, ref tags),
    };

    public SpanRedaction() => ActivitySource.AddActivityListener(_exceptions);

    public override void OnEnd(Activity data)
    {
        List<KeyValuePair<string, object?>>? changed = null;
        foreach (ref readonly var tag in data.EnumerateTagObjects())
        {
            if (Redact(tag.Key, tag.Value) is var value && !ReferenceEquals(value, tag.Value))
            {
                (changed ??= []).Add(new(tag.Key, value));
            }
        }

        foreach (var (name, value) in changed ?? [])
        {
            data.SetTag(name, value);
        }

        if (data.StatusDescription is { } description)
        {
            data.SetStatus(data.Status, BoundedText.Redact(description, BoundedText.Field));
        }

        data.DisplayName = SecretRedaction.Redact(data.DisplayName);
        if (data.TraceStateString is { } state)
        {
            data.TraceStateString = SecretRedaction.Redact(state);
        }
    }

    protected override void Dispose(bool disposing)
    {
        _exceptions.Dispose();
        base.Dispose(disposing);
    }

    private static object? Redact(string name, object? value) => value switch
    {
        string or string[] when SecretRedaction.IsSecretName(name) => SecretRedaction.Mask,
        string text => SecretRedaction.Redact(text),
        string[] items when items.Select(SecretRedaction.Redact).ToArray() is var redacted && !items.SequenceEqual(redacted) => redacted,
        _ => value,
    };

    private static void Record(Exception exception, ref TagList tags)
    {
        for (var index = 0; index < tags.Count; index++)
        {
            tags[index] = new(tags[index].Key, Redact(tags[index].Key, tags[index].Value));
        }

        AddUnlessThere("exception.message", BoundedText.Redact(exception.Message, BoundedText.Field), ref tags);
        AddUnlessThere("exception.stacktrace", BoundedText.Redact(exception.ToString(), BoundedText.StackTrace), ref tags);
    }

    private static void AddUnlessThere(string name, string value, ref TagList tags)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == name)
            {
                return;
            }
        }

        tags.Add(name, value);
    }
}
