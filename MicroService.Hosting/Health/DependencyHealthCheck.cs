using System.Text.Json;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MicroService.Hosting.Health;

/// <summary>Reports one dependency of a service as the service's own readiness sees it.</summary>
/// <param name="client">Asks the service.</param>
/// <param name="management">The endpoint with the service's health.</param>
/// <param name="path">The path of its readiness.</param>
/// <param name="dependency">The dependency's name.</param>
internal sealed class DependencyHealthCheck(HttpClient client, EndpointReference management, string path, string dependency) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        if (!management.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The service has not started.");
        }

        try
        {
            using var answer = await client.GetAsync(new Uri(new Uri(management.Url), path), cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false));
            return Read(document.RootElement);
        }
        catch (Exception exception) when (exception is HttpRequestException or JsonException or IOException)
        {
            return HealthCheckResult.Unhealthy($"The service does not report its health: {exception.Message}");
        }
    }

    private HealthCheckResult Read(JsonElement health)
    {
        var found = health.TryGetProperty("dependencies", out var dependencies) && dependencies.ValueKind == JsonValueKind.Array
            ? dependencies.EnumerateArray().FirstOrDefault(entry => entry.GetProperty("name").GetString() == dependency)
            : default;
        if (found.ValueKind != JsonValueKind.Object)
        {
            return HealthCheckResult.Unhealthy($"The service does not report {dependency}.");
        }

        var status = Enum.Parse<HealthStatus>(found.GetProperty("status").GetString()!);
        var error = found.TryGetProperty("error", out var text) ? text.GetString() : null;
        return new HealthCheckResult(status, error);
    }
}
