using MicroService.Hosting.Kubernetes;

// The app model. aspire-manifest.json at the root of the repository is its export.
var builder = DistributedApplication.CreateBuilder(args);

builder.AddHardenedKubernetes("k8s");

var history = builder.AddPostgres("postgres").AddDatabase("history");
builder.AddProject<Projects.MicroService_Api>("api", launchProfileName: null).WithReference(history);

await builder.Build().RunAsync();
