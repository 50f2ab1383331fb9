using System.Diagnostics;
using MicroService.Tests.Conventions;
using MicroService.Tests.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace MicroService.Tests.ServiceDefaults.Telemetry;

public sealed class ExportedSecretTests
{
    // A word of these tests alone: calls that other tests make at the same time are traced, too.
    private const string Known = "buried:known+secret";

    [Fact]
    public async Task SecretInASpan_IsNotExported()
    {
        var receiver = await ExportAsync(static _ =>
        {
            var span = Activity.Current!;
            span.SetTag("note", $"uses {Known}").SetTag("upstream.password", "buried").SetTag("notes", (string[])["password=buried", Known]);
            span.AddException(Failure(), new TagList { { "exception.note", Known } });
            span.SetStatus(ActivityStatusCode.Error, $"Host=db;Password=buried");
        });

        var span = Assert.Single(receiver.Spans, span => span["note"].Length > 0);
        Assert.Equal(("uses ***", "***", "password=***,***"), (span["note"], span["upstream.password"], span["notes"]));
        Assert.True(span.IsError);
        Assert.Contains(receiver.Texts, text => text.Contains("exception.stacktrace", StringComparison.Ordinal) && text.Contains("cannot log in: Password=***", StringComparison.Ordinal));
        Convention.Holds("No secret is exported.", receiver.Texts.Where(Leaks));
    }

    [Fact]
    public async Task SecretInALogRecord_IsNotExported()
    {
        var receiver = await ExportAsync(static log =>
            LoggerMessage.Define<object, string, TimeSpan>(LogLevel.Warning, new EventId(1, "Buried"), "Of {Names} with {Text} after {Delay}")(log, (string[])["one", Known], $"password=buried {new string('a', 100_000)}", TimeSpan.FromMilliseconds(1500), Failure()));

        var record = Assert.Single(receiver.Logs, record => record.Attributes.ContainsKey("Names"));
        Assert.Equal(("one,***", "1.5"), (record.Attributes["Names"], record.Attributes["Delay"]));
        Assert.StartsWith("password=*** aaa", record.Attributes["Text"], StringComparison.Ordinal);
        Assert.InRange(record.Attributes["Text"].Length, 4096, 4200);
        Assert.InRange(record.Body.Length, 16_384, 16_500);
        Assert.Contains("cannot log in: Password=***", record.Attributes["exception.stacktrace"], StringComparison.Ordinal);
        Convention.Holds("No secret is exported.", receiver.Texts.Where(Leaks));
    }

    private static InvalidOperationException Failure() => new($"cannot log in: Password=buried; {Known}", new IOException($"Bearer buried.buried {Known}"));

    private static bool Leaks(string text) => text.Contains("buried", StringComparison.Ordinal);

    private static async Task<OtlpReceiver> ExportAsync(Action<ILogger> work)
    {
        var receiver = await OtlpReceiver.StartNewAsync();
        await using (receiver)
        {
            var settings = receiver.Environment().ToDictionary(static variable => variable.Key, static variable => (string?)variable.Value);
            settings["Upstream:ClientSecret"] = Known;
            await using var service = await RunningService.StartAsync(map: app => app.MapGet("/{**path}", () => work(app.Logger)), settings: settings);
            using var answer = await service.Api.GetAsync(new Uri($"/work/{Uri.EscapeDataString(Known)}/{Known}", UriKind.Relative), TestContext.Current.CancellationToken);
        }

        return receiver;
    }
}
