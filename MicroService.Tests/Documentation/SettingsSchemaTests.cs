using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Settings;

namespace MicroService.Tests.Documentation;

public sealed class SettingsSchemaTests
{
    [Fact]
    public void Schema_IsWhatIsPublished() => SchemaFile.Matches("settings-v1", SettingsSchema.Render());

    [Theory]
    [InlineData("rules: {replicas: off, pre-stop: danger, cpu-request: {severity: advice}, grace-period: {minimumSeconds: 20}}")]
    [InlineData("exclude: [charts/**, './generated', '**/*.json', 'a..b']\nversion: 1")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, object: DaemonSet/*, container: b, reason: c, expires: '2030-01-31'}]")]
    [InlineData("exceptions: [{rules: host-path, object: '*', reason: c}]")]
    [InlineData("rules:\nexclude:\nexceptions:")]
    [InlineData("exlude: []")]
    [InlineData("version: 2")]
    [InlineData("rules: {readines-probe: off}")]
    [InlineData("rules: {replicas: high}")]
    [InlineData("rules: {replicas: {minimun: 3}}")]
    [InlineData("rules: {replicas: {minimum: 1}}")]
    [InlineData("rules: {replicas: {minimum: many}}")]
    [InlineData("rules: {pre-stop: {minimum: 3}}")]
    [InlineData("rules: [replicas]")]
    [InlineData("exclude: charts")]
    [InlineData("exclude: [/charts]")]
    [InlineData("exclude: [..]")]
    [InlineData("exclude: [a/../b]")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a}]")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: ' '}]")]
    [InlineData("exceptions: [{rules: [host-path], reason: b}]")]
    [InlineData("exceptions: [{rules: [], namespace: a, reason: b}]")]
    [InlineData("exceptions: [{rules: [host-paht], namespace: a, reason: b}]")]
    [InlineData("exceptions: [{rules: [host-path], object: cart, reason: b}]")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: b, expires: soon}]")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: b, until: x}]")]
    public void Schema_AcceptsWhatTheReaderAccepts(string text)
    {
        var isRead = new SettingsReader().Read("s.yaml", Encoding.UTF8.GetBytes(text)).Problems.Count == 0;

        var faults = SchemaFile.Faults(SettingsSchema.Render(), Json(text));

        Assert.True(isRead == (faults.Count == 0), $"{text}\nis read: {isRead}\n{string.Join('\n', faults)}");
    }

    private static JsonNode? Json(string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            new ManifestReader().ReadPlain("s.yaml", Encoding.UTF8.GetBytes(text)).File!.Documents[0].Root!.WriteTo(writer);
        }

        return JsonNode.Parse(buffer.WrittenSpan);
    }
}
