using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Kubernetes;

var builder = DistributedApplication.CreateBuilder(args);

builder.AddHardenedKubernetes("cluster")
    .WithOverlay("prod", prod => prod.Resource("greeter", greeter => greeter.Memory = "512Mi"));

var token = builder.AddParameter("token", secret: true);
var password = builder.AddParameter("password", new GenerateParameterDefault { MinLength = 22, Special = false }, secret: true);

#pragma warning disable ASPIREPROBES001 // Probes are experimental, and what the package makes of them is tested here.
builder.AddProject("greeter", "../Greeter/Greeter.csproj", launchProfileName: null)
    .WithHttpEndpoint(name: "http", targetPort: 8080, env: "HTTP_PORTS")
    .WithHttpEndpoint(name: "management", targetPort: 8081, env: "Management__Port")
    .WithHttpProbe(ProbeType.Readiness, "/health/ready", endpointName: "management")
    .WithEnvironment("Greeter__Token", token)
    .WithEnvironment("Greeter__Password", password)
    .WithResources(cpu: "50m", memory: "128Mi")
    .WithScaling(min: 2, max: 4);
#pragma warning restore ASPIREPROBES001

builder.Build().Run();
