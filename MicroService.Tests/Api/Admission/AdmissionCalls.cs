using System.Diagnostics.Metrics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using MicroService.Api.Admission;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroService.Tests.Api.Admission;

/// <summary>Calls of the webhook, without a port.</summary>
internal sealed class AdmissionCalls : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public AdmissionGate Gate { get; } = new();

    public JsonObject Warn(JsonObject review) => Send(review, denies: false, new AdmissionOptions());

    public JsonObject Deny(JsonObject review, AdmissionOptions? options = null) => Send(review, denies: true, options ?? new AdmissionOptions());

    public JsonObject Send(JsonObject review, bool denies, AdmissionOptions options) => Send(review.ToJsonString(), denies, options);

    /// <summary>The response to a review as it is written here.</summary>
    public JsonObject Send(string review, bool denies, AdmissionOptions options) =>
        Parse(Endpoints(options).Answer(Encoding.UTF8.GetBytes(review), denies, null, TestContext.Current.CancellationToken)!);

    public AdmissionEndpoints Endpoints(AdmissionOptions options) => new(
        new FixedOptions<AdmissionOptions>(options), new AdmissionJudge(TimeProvider.System), Gate,
        new AdmissionMetrics(_services.GetRequiredService<IMeterFactory>(), TimeProvider.System), TimeProvider.System, NullLogger<AdmissionEndpoints>.Instance);

    public void Dispose()
    {
        Gate.Dispose();
        _services.Dispose();
    }

    private static JsonObject Parse(AdmissionAnswer answer) =>
        JsonNode.Parse(JsonSerializer.Serialize(answer, AdmissionJson.Readable.AdmissionAnswer))!["response"]!.AsObject();
}
