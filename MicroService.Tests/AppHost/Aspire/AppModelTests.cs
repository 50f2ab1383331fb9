using System.Net;
using System.Net.Http.Headers;
using Aspire.Hosting;
using Aspire.Hosting.Testing;

namespace MicroService.Tests.AppHost.Aspire;

/// <summary>The app model in Aspire's own engine, with real containers; compiled only with UseAspire=true.</summary>
public sealed class AppModelTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
        spec:
          selector:
            matchLabels:
              app: web
          template:
            metadata:
              labels:
                app: web
            spec:
              containers:
                - name: web
                  image: nginx:latest
        """;

    [Fact]
    public async Task StartedModel_BecomesHealthyAndKeepsAnAudit()
    {
        var cancellation = TestContext.Current.CancellationToken;
        await using var model = await DistributedApplicationTestingBuilder.CreateAsync<Projects.MicroService_AppHost>(cancellation);
        await using var application = await model.BuildAsync(cancellation).WaitAsync(Patience, cancellation);
        await application.StartAsync(cancellation).WaitAsync(Patience, cancellation);
        foreach (var resource in (string[])["cache", "history", "api"])
        {
            await application.ResourceNotifications.WaitForResourceHealthyAsync(resource, cancellation).WaitAsync(Patience, cancellation);
        }

        using var client = application.CreateHttpClient("api", "http");
        using var manifest = new StringContent(Deployment, MediaTypeHeaderValue.Parse("application/yaml"));
        using var created = await client.PostAsync(new Uri("/v1/audits", UriKind.Relative), manifest, cancellation);
        using var found = await client.GetAsync(created.Headers.Location, cancellation);

        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(HttpStatusCode.OK, found.StatusCode);
    }
}
