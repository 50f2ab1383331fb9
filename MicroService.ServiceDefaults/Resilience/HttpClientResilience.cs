using MicroService.ServiceDefaults.Telemetry;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Resilience;

/// <summary>Gives every client of the factory the pipeline of its name, once, however often resilience is added.</summary>
internal sealed class HttpClientResilience(DependencyPipelines pipelines) : IConfigureNamedOptions<HttpClientFactoryOptions>
{
    private static readonly TimeSpan Slack = TimeSpan.FromMilliseconds(500);

    public void Configure(string? name, HttpClientFactoryOptions options)
    {
        var client = name ?? "";
        if (TelemetryRegistration.IsExporter(client))
        {
            // It sends synchronously, repeats what failed by itself, and is no dependency of any request.
            return;
        }

        options.HttpMessageHandlerBuilderActions.Add(builder =>
            builder.AdditionalHandlers.Add(new HttpDependencyHandler(pipelines.GetForClient(client))));

        // The pipeline ends with the headers. This holds for a body that never ends as well, and never comes before the total timeout, on a busy machine either.
        options.HttpClientActions.Add(http =>
        {
            var settings = pipelines.GetForClient(client).Options;
            http.Timeout = settings.TotalTimeout + settings.AttemptTimeout + Slack;
        });
    }

    public void Configure(HttpClientFactoryOptions options) => Configure(Options.DefaultName, options);
}
