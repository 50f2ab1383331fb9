using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;

// The app model in Aspire's own words; aspire-manifest.json at the root of the repository is its export.
// Compiled with UseAspire=true only. Without Aspire, Embedded/ runs the exported manifest.
var builder = DistributedApplication.CreateBuilder(args);

builder.AddKubernetesEnvironment("k8s")
    .WithHelm(helm => helm.WithChartName("microservice").WithReleaseName("microservice").WithNamespace("microservice"))
    .WithDashboard(enabled: false);

var postgresPassword = builder.AddParameter("postgres-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
var history = builder.AddPostgres("postgres", password: postgresPassword)
    .WithDataVolume("microservice-postgres-data")
    .AddDatabase("history");

var cache = builder.AddGarnet("cache");

var prometheus = builder.AddContainer("prometheus", "docker.io/prom/prometheus", "v3.5.0")
    .WithHttpEndpoint(targetPort: 9090, name: "http");

var api = builder.AddProject<Projects.MicroService_Api>("api", launchProfileName: null)
    .WithHttpEndpoint(targetPort: 8080, name: "http", env: "HTTP_PORTS")
    .WithHttpEndpoint(targetPort: 8081, name: "management", env: "Management__Port")
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true)
    .WithReference(history)
    .WithReference(cache)
    .WithEnvironment("RightSizing__PrometheusUrl", prometheus.GetEndpoint("http"))
    .WithHttpHealthCheck("/health/ready", endpointName: "management")
    .WaitFor(history)
    .WaitFor(cache);

if (builder.ExecutionContext.IsRunMode)
{
    // On a developer's machine only: anonymous callers, and nothing listens beyond loopback.
    api.WithEnvironment("ASPNETCORE_ENVIRONMENT", "Development").WithEnvironment("Server__Address", "127.0.0.1");
}

await builder.Build().RunAsync();
