using System.Text;
using System.Text.Json;
using MicroService.ServiceDefaults.Redaction;

namespace MicroService.ServiceDefaults.Logging;

/// <summary>Standard error for what is not logged but written, such as the console logger's word that it dropped lines: one JSON object a line.</summary>
internal sealed class JsonErrorWriter(TextWriter target, TimeProvider time) : TextWriter
{
    private readonly Lock _lock = new();
    private readonly StringBuilder _line = new();

    public override Encoding Encoding => target.Encoding;

    public override void Write(char value)
    {
        lock (_lock)
        {
            if (value != '\n')
            {
                // A line without end is cut rather than kept.
                if (_line.Length < BoundedText.Message)
                {
                    _line.Append(value);
                }

                return;
            }

            if (_line.ToString().TrimEnd('\r') is { Length: > 0 } text)
            {
                target.Write(Format(text));
            }

            _line.Clear();
        }
    }

    public override void Flush() => target.Flush();

    private string Format(string text)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("timestamp"u8, time.GetUtcNow().UtcDateTime);
            json.WriteString("severity"u8, "ERROR"u8);
            json.WriteString("component"u8, "stderr"u8);
            json.WriteString("message"u8, SecretRedaction.Redact(text));
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(bytes.ToArray()) + '\n';
    }
}
