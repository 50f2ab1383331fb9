using MicroService.ServiceDefaults.Configuration;
using MicroService.ServiceDefaults.Correlation;
using MicroService.ServiceDefaults.Lifecycle;
using MicroService.ServiceDefaults.Management;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace MicroService.ServiceDefaults.Telemetry;

/// <summary>Registers OpenTelemetry: metrics for Prometheus always; traces, metrics and logs over OTLP where an endpoint is set.</summary>
public static class TelemetryRegistration
{
    // The runtime, the server and the client measure themselves since .NET 8; no instrumentation package is needed for these.
    private static readonly string[] Meters =
    [
        "System.Runtime",
        "System.Net.Http",
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "Microsoft.AspNetCore.RateLimiting",
        "Microsoft.AspNetCore.Diagnostics",
        "Polly",

        // The meters of every room and of the services themselves.
        "MicroService.*",
    ];

    /// <summary>Adds telemetry, and the management port for <see cref="MapMetrics"/>; <c>OTEL_*</c> variables mean what the OpenTelemetry specification says.</summary>
    public static IHostApplicationBuilder AddTelemetry(this IHostApplicationBuilder builder)
    {
        if (builder.Services.Any(service => service.ServiceType == typeof(TelemetryFlush)))
        {
            return builder;
        }

        builder.AddManagementPort();
        builder.Services.AddSingleton<TelemetryFlush>();
        builder.Services.AddConfigurationRule(OtlpRule.Check);

        var telemetry = builder.Services.AddOpenTelemetry()
            .ConfigureResource(resource => Describe(resource, new ServiceIdentity(builder.Environment, builder.Configuration, TimeProvider.System)))
            .WithMetrics(static metrics => metrics.AddMeter(Meters).AddView(SeriesLimit.Of).AddPrometheusExporter());

        // Without a receiver, spans and log records would be made only to be dropped.
        if (OtlpRule.CanExport(builder.Configuration))
        {
            telemetry
                // A bucket then names the trace of one request that fell into it; Prometheus asks for it with OpenMetrics.
                .WithMetrics(static metrics => metrics.SetExemplarFilter(ExemplarFilterType.TraceBased))
                .WithTracing(tracing => tracing
                    .AddAspNetCoreInstrumentation(static options => options.Filter = static context => !ManagementListener.IsManagement(context))
                    .AddSource("System.Net.Http", builder.Environment.ApplicationName)
                    .AddProcessor(new CorrelationSpanProcessor())
                    .AddProcessor(static _ => new SpanRedaction()))
                .WithLogging(static logging => logging.AddProcessor(new LogRecordRedaction()), static options =>
                {
                    options.IncludeFormattedMessage = true;
                })
                .UseOtlpExporter();
        }

        return builder;
    }

    /// <summary><c>/metrics</c> on the management port, for Prometheus.</summary>
    public static WebApplication MapMetrics(this WebApplication app)
    {
        var scraping = ((IApplicationBuilder)app).New();
        scraping.UseOpenTelemetryPrometheusScrapingEndpoint(static _ => true);
        return app.MapManagement("/metrics", scraping.Build());
    }

    /// <summary>Whether a client of the factory is one that telemetry is exported with.</summary>
    internal static bool IsExporter(string client) => client is "OtlpTraceExporter" or "OtlpMetricExporter" or "OtlpLogExporter";

    /// <summary>Records the spans of these activity sources too; a trailing <c>*</c> matches any rest.</summary>
    public static IServiceCollection AddTracingSources(this IServiceCollection services, params string[] names) =>
        services.ConfigureOpenTelemetryTracerProvider(tracing => tracing.AddSource(names));

    /// <summary>Collects the instruments of these meters too; a trailing <c>*</c> matches any rest.</summary>
    public static IServiceCollection AddMeters(this IServiceCollection services, params string[] names) =>
        services.ConfigureOpenTelemetryMeterProvider(metrics => metrics.AddMeter(names));

    // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES come last and win.
    private static void Describe(ResourceBuilder resource, ServiceIdentity service) => resource
        .AddService(service.Name, serviceVersion: service.Version, autoGenerateServiceInstanceId: false, serviceInstanceId: service.Instance)
        .AddAttributes(from attribute in (IEnumerable<(string Name, string? Value)>)
            [
                ("deployment.environment.name", service.Environment),
                ("k8s.pod.name", service.Namespace is null ? null : service.Instance),
                ("k8s.namespace.name", service.Namespace),
                ("k8s.node.name", service.Node),
            ]
                       where attribute.Value is not null
                       select KeyValuePair.Create<string, object>(attribute.Name, attribute.Value!))
        .AddEnvironmentVariableDetector();
}
