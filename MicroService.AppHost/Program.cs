using MicroService.AppHost.Audits;
using MicroService.AppHost.Clusters;
using MicroService.AppHost.Containers;
using MicroService.AppHost.Endpoints;
using MicroService.AppHost.Monitoring;
using MicroService.AppHost.Storage;

// The app model. aspire-manifest.json at the root of the repository is its export.
var builder = DistributedApplication.CreateBuilder(args);

builder.AddHardenedKubernetes("k8s");
var api = builder.AddProject<Projects.MicroService_Api>("api", launchProfileName: null)
    .WithHttpEndpoint(targetPort: 8080, name: "http", env: "HTTP_PORTS")
    .WithHttpEndpoint(targetPort: 8081, name: "management", env: "Management__Port")
    .WithEndpoint("http", endpoint => endpoint.IsExternal = true)
    .WithHttpHealthCheck("/health/ready", endpointName: "management").WithScanRights();

if (builder.ExecutionContext.IsRunMode)
{
    api.WithLoopbackPorts().WithNamedUrls().WithMountedFolders()
        .WithDependencyHealthChecks("management", "history", "history-writes", "cache")
        .WithSampleAudit("http").WithSampleCluster(builder.AddSampleCluster("cluster"), "http")
        .WithSampleSizes(builder.AddSampleSizes("sizes")).WithChaosCommands("management", "history", "cache");
}

if (builder.UsesContainers())
{
    var password = builder.AddParameter("postgres-password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true, persist: true);
    var history = builder.AddPostgres("postgres", password: password).WithDataVolume("microservice-postgres-data").AddDatabase("history");
    var cache = builder.AddGarnet("cache");
    api.WithReference(history).WithReference(cache).WaitFor(history).WaitFor(cache);
    builder.AddGrafana("grafana", builder.AddPrometheus("prometheus", api.GetEndpoint("management")));
}
else
{
    var cache = builder.AddGarnetTool("cache");
    api.WithReference(builder.AddSqlite("history")).WithMountedConnectionString(cache).WithPasswordRotation("management", cache).WaitFor(cache);
}

return await builder.Build().RunOrExplainAsync();
