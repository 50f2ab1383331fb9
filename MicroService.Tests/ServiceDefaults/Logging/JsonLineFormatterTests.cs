using System.Diagnostics;
using System.Text.Json;
using CsCheck;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Logging;
using MicroService.ServiceDefaults.Redaction;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroService.Tests.ServiceDefaults.Logging;

public sealed class JsonLineFormatterTests
{
    private static readonly string[] Fixed = ["timestamp", "severity", "component", "message", "correlation_id", "trace_id", "span_id", "event", "exception"];

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String, Gen.String[Gen.Char['\0', '\uffff'], 0, 40], Gen.Const("password=x\n\"{}"));

    private static readonly Gen<object?> Value = Gen.OneOf(
        Text.Select(text => (object?)text),
        Gen.Int.Select(number => (object?)number),
        Gen.Double.Select(number => (object?)number),
        Gen.Bool.Select(flag => (object?)flag),
        Gen.Const((object?)null),
        Text.Array[0, 3].Select(items => (object?)items));

    [Fact]
    public void AnyEvent_IsOneObjectOnOneLineWithEachNameOnce() =>
        Gen.Select(Text, Gen.Select(Text, Value).Array[0, 6], Gen.Bool).Sample((message, fields, fails) =>
        {
            var line = Format(message, fields.Select(field => KeyValuePair.Create(field.Item1, field.Item2)), fails ? new InvalidOperationException(message) : null);

            Assert.Equal(line.Length - 1, line.IndexOf('\n', StringComparison.Ordinal));
            var names = JsonElement.Parse(line).EnumerateObject().Select(property => property.Name).ToArray();
            Assert.Equal(names.Distinct(), names);
            Assert.Equal(["timestamp", "severity", "component", "message"], names.Take(4));
        });

    [Fact]
    public void FieldNamedLikeAFixedOne_DoesNotReplaceIt()
    {
        var line = JsonElement.Parse(Format("hello", Fixed.Select(name => KeyValuePair.Create(name, (object?)"forged"))));

        Assert.Equal("hello", line.GetProperty("message").GetString());
        Assert.All(Fixed, name => Assert.Equal("forged", line.GetProperty($"event_{name}").GetString()));
    }

    [Fact]
    public void LineOfARequest_NamesItsPathUnlessTheEventDoes()
    {
        CorrelationContext.Begin("order-42", new DefaultHttpContext { Request = { PathBase = "/base", Path = "/a b" } }.Request);

        var line = JsonElement.Parse(Format("hello", []));
        var own = JsonElement.Parse(Format("hello", [KeyValuePair.Create("RequestPath", (object?)"/own")]));

        Assert.Equal(("order-42", "/base/a%20b"), (line.GetProperty("correlation_id").GetString(), line.GetProperty("request_path").GetString()));
        Assert.Equal("/own", own.GetProperty("request_path").GetString());
    }

    [Theory]
    [InlineData("DrainDelay", "drain_delay")]
    [InlineData("HTTPStatus", "http_status")]
    [InlineData("TraceID2", "trace_id2")]
    [InlineData("already_snake", "already_snake")]
    [InlineData("with.dot", "with_dot")]
    public void FieldName_IsSnakeCase(string template, string field) =>
        Assert.Equal(1, JsonElement.Parse(Format("", [KeyValuePair.Create(template, (object?)1)])).GetProperty(field).GetInt32());

    [Fact]
    public void SecretField_IsMasked()
    {
        var line = Format("connecting", [KeyValuePair.Create("ConnectionString", (object?)"Host=db;Password=hunter2"), KeyValuePair.Create("ApiKey", (object?)"abcdef")]);

        Assert.Equal(("***", "***"), (JsonElement.Parse(line).GetProperty("connection_string").GetString(), JsonElement.Parse(line).GetProperty("api_key").GetString()));
    }

    [Fact]
    public void ExceptionWithASecret_IsRedacted()
    {
        var line = Format("failed", [], new InvalidOperationException("Password=hunter2;Host=db"));

        Assert.DoesNotContain("hunter2", line, StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException", JsonElement.Parse(line).GetProperty("exception").GetProperty("type").GetString());
    }

    [Fact]
    public void LineWithinASpan_NamesTraceAndSpan()
    {
        using var activity = new Activity("work").SetIdFormat(ActivityIdFormat.W3C).Start();

        var line = JsonElement.Parse(Format("hello", []));

        Assert.Equal(
            (activity.TraceId.ToHexString(), activity.SpanId.ToHexString()),
            (line.GetProperty("trace_id").GetString(), line.GetProperty("span_id").GetString()));
    }

    [Fact]
    public void Timestamp_IsRfc3339InUtc() =>
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$", JsonElement.Parse(Format("hello", [])).GetProperty("timestamp").GetString()!);

    [Fact]
    public void HugeTexts_AreCutToALineOfBoundedLength()
    {
        var huge = string.Concat(Enumerable.Repeat("😀", 1_000_000));

        var line = Format(huge, [KeyValuePair.Create("Field", (object?)huge), KeyValuePair.Create("Items", (object?)Enumerable.Repeat(huge[..100], 10_000).ToArray())], new InvalidOperationException(huge));

        // A character takes six when it is escaped, which those outside the basic plane are.
        Assert.InRange(line.Length, 0, 6 * (BoundedText.Message + (2 * BoundedText.Field) + BoundedText.StackTrace + (BoundedText.Items * BoundedText.Item) + 1024));
        Assert.EndsWith("more characters)", JsonElement.Parse(line).GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', line);
    }

    private static string Format(string message, IEnumerable<KeyValuePair<string, object?>> fields, Exception? exception = null)
    {
        using var text = new StringWriter();
        IReadOnlyList<KeyValuePair<string, object?>> state = [.. fields];
        new JsonLineFormatter(TimeProvider.System).Write(
            new LogEntry<IReadOnlyList<KeyValuePair<string, object?>>>(LogLevel.Information, "Test", default, state, exception, (_, _) => message), null, text);
        return text.ToString();
    }
}
