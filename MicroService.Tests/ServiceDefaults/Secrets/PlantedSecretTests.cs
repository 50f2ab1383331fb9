using System.Text;
using MicroService.Tests.Conventions;
using MicroService.Tests.Databases;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Telemetry;

namespace MicroService.Tests.ServiceDefaults.Secrets;

public sealed class PlantedSecretTests(SharedPostgres postgres)
{
    // Each with letters that URLs, JSON and base64 write differently.
    private const string OfDatabase = "planted-1:history&\"%";
    private const string OfCache = "planted-2 cache<+>";
    private const string OfFolder = "planted-3 folder=?é";
    private const string OfHeader = "planted-4-header";
    private const string OfRefusedChange = "planted-5 refused";
    private const string OfVariable = "planted-6 variable";

    [Fact]
    public async Task PlantedSecret_IsInNoLineAndNoAnswer()
    {
        await using var receiver = await OtlpReceiver.StartNewAsync();
        await using var api = new MountedApi();
        var history = await postgres.CreateDatabaseAsync();
        await api.Secrets.SetAsync(("Some__Thing", OfFolder), ("ConnectionStrings__cache", $"127.0.0.1:1,password={OfCache}"));
        await api.StartAsync([
            ("ConnectionStrings__history", history + $";SSL Password='{OfDatabase}'"),
            .. receiver.Environment().Select(static variable => (variable.Key, variable.Value)),
            ("OTEL_EXPORTER_OTLP_HEADERS", $"api-key={OfVariable}"),
            ("Upstream__ClientSecret", OfVariable),
            ("Logging__LogLevel__Default", "Trace"),
            ("Logging__LogLevel__Microsoft.AspNetCore", "Trace")]);
        var answers = new List<string>();

        foreach (var secret in (string[])[OfDatabase, OfCache, OfFolder, OfVariable])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"/v1/audits/{Uri.EscapeDataString(secret)}?cursor={Uri.EscapeDataString(secret)}&password={OfHeader}");
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {OfHeader}");
            request.Headers.TryAddWithoutValidation("Cookie", $"session={OfHeader}");
            request.Headers.TryAddWithoutValidation("X-Api-Key", Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)));
            using var response = await api.Process.Api.SendAsync(request, TestContext.Current.CancellationToken);
            answers.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await api.Secrets.SetAsync(("Health__CheckTimeout", OfRefusedChange));
        await api.WaitForEventAsync("ReloadRefused");
        await api.Secrets.SetAsync(("Health__CheckTimeout", null), ("ConnectionStrings__cache", $"127.0.0.1:2,password={OfCache}"));
        await api.WaitForEventAsync("Reloaded");
        foreach (var path in (string[])["/config", "/info", "/health/ready", "/health/startup", "/metrics"])
        {
            using var response = await api.Process.Management.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
            answers.Add(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        await api.Process.StopAsync();

        Assert.Contains(api.Process.Process.Output, line => line.Contains("\"severity\":\"TRACE\"", StringComparison.Ordinal) || line.Contains("\"severity\":\"DEBUG\"", StringComparison.Ordinal));
        Assert.Contains(receiver.Spans, span => span["url.path"].StartsWith("/v1/audits/", StringComparison.Ordinal));
        Assert.Contains(receiver.Logs, record => record.Body.Contains("/v1/audits/", StringComparison.Ordinal));
        Convention.Holds("No secret leaves the process.", answers.Concat(receiver.Texts).Concat(api.Process.Process.Output).Concat(api.Process.Process.Error).Where(Leaks));
    }

    private static bool Leaks(string text) =>
        text.Contains("planted-", StringComparison.Ordinal)
        || Array.Exists<string>([OfDatabase, OfCache, OfFolder, OfVariable], secret =>
            text.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('='), StringComparison.Ordinal));
}
