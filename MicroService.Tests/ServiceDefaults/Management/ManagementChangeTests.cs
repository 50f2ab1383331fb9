using System.Diagnostics.Metrics;
using System.Net;
using MicroService.ServiceDefaults.Management;
using MicroService.ServiceDefaults.Refusals;
using MicroService.Tests.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace MicroService.Tests.ServiceDefaults.Management;

public sealed class ManagementChangeTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";

    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();

    public void Dispose() => _services.Dispose();

    [Theory]
    [InlineData("PUT", "10.1.2.3", null, 403)]
    [InlineData("DELETE", "fd00::7", null, 403)]
    [InlineData("GET", "10.1.2.3", null, 200)]
    [InlineData("HEAD", "10.1.2.3", null, 200)]
    [InlineData("PUT", "127.0.0.1", null, 200)]
    [InlineData("PUT", "::ffff:127.0.0.1", null, 200)]
    [InlineData("PUT", "10.1.2.3", Token, 200)]
    [InlineData("PUT", "127.0.0.1", "wrong", 401)]
    public async Task Request_ChangesOnlyWithATokenOrFromThisHost(string method, string from, string? bearer, int status)
    {
        var options = new FixedOptions<ManagementOptions>(new ManagementOptions { Token = bearer is null ? null : Token });
        var meters = _services.GetRequiredService<IMeterFactory>();
        var certificates = new PortCertificates("management", () => options.CurrentValue.Certificates, TimeProvider.System, meters, NullLogger<PortCertificates>.Instance);
        var pipeline = new ManagementPipeline(new ManagementAccess(options, certificates, meters), new RefusalWriter());
        pipeline.Endpoints["/level"] = new ManagementEndpoint(static _ => Task.CompletedTask, ["GET", "HEAD", "PUT", "DELETE"], IsProbe: false);
        var context = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(from) } };
        context.Features.Set<IManagementConnection>(new Connection());
        (context.Request.Method, context.Request.Path) = (method, "/level");
        if (bearer is not null)
        {
            context.Request.Headers.Authorization = $"Bearer {bearer}";
        }

        await pipeline.Use(static _ => throw new InvalidOperationException("That is not for the service."))(context);

        Assert.Equal(status, context.Response.StatusCode);
    }

    private sealed class Connection : IManagementConnection;
}
