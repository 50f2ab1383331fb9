namespace MicroService.AppHost.Monitoring;

/// <summary>Prometheus and Grafana with the dashboards and alerts of <c>deploy/</c>.</summary>
internal static class MonitoringExtensions
{
    /// <summary>The image of Prometheus.</summary>
    public const string PrometheusImage = "docker.io/prom/prometheus";

    /// <summary>Its version.</summary>
    public const string PrometheusTag = "v3.5.0";

    private const string GrafanaTag = "12.2.0";
    private const int PrometheusPort = 9090;
    private const int GrafanaPort = 3000;

    /// <summary>Adds a Prometheus that scrapes the Api and evaluates its alerts.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="management">The endpoint with the Api's metrics.</param>
    public static IResourceBuilder<ContainerResource> AddPrometheus(this IDistributedApplicationBuilder builder, string name, EndpointReference management)
    {
        var prometheus = builder.AddContainer(name, PrometheusImage, PrometheusTag).WithHttpEndpoint(targetPort: PrometheusPort, name: "http");
        return builder.ExecutionContext.IsPublishMode
            ? prometheus
            : prometheus
                .WithBindMount("Monitoring/prometheus.yml", "/etc/prometheus/template.yml", isReadOnly: true)
                .WithBindMount("../deploy/alerts/rules.yaml", "/etc/prometheus/rules.yaml", isReadOnly: true)
                .WithEnvironment("API", management.Property(EndpointProperty.HostAndPort))
                // Prometheus reads no variables from its configuration, and only the run knows where the Api is.
                .WithEntrypoint("/bin/sh")
                .WithArgs("-c", "sed \"s/API/$API/\" /etc/prometheus/template.yml >/tmp/prometheus.yml && exec prometheus --config.file=/tmp/prometheus.yml --storage.tsdb.path=/prometheus");
    }

    /// <summary>Adds a Grafana with the service's dashboards.</summary>
    /// <param name="builder">The app model.</param>
    /// <param name="name">The name of the resource.</param>
    /// <param name="prometheus">Where it finds the metrics.</param>
    public static IResourceBuilder<ContainerResource> AddGrafana(this IDistributedApplicationBuilder builder, string name, IResourceBuilder<ContainerResource> prometheus)
    {
        var grafana = builder.AddContainer(name, "docker.io/grafana/grafana", GrafanaTag)
            .WithHttpEndpoint(targetPort: GrafanaPort, name: "http")
            .WithEnvironment("PROMETHEUS_URL", prometheus.GetEndpoint("http"));
        return builder.ExecutionContext.IsPublishMode
            ? grafana
            : grafana
                .WithBindMount("Monitoring/grafana", "/etc/grafana/provisioning", isReadOnly: true)
                .WithBindMount("../deploy/dashboards", "/var/lib/grafana/dashboards", isReadOnly: true)
                .WithEnvironment("GF_AUTH_ANONYMOUS_ENABLED", "true")
                .WithEnvironment("GF_AUTH_ANONYMOUS_ORG_ROLE", "Editor")
                .WaitFor(prometheus);
    }
}
