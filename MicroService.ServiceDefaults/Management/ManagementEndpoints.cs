using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace MicroService.ServiceDefaults.Management;

/// <summary>Maps what answers on the management port alone.</summary>
public static class ManagementEndpoints
{
    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>
    /// Answers GET and HEAD of exactly <paramref name="path"/> on the management port, to callers with the token or a client certificate if
    /// one of them is configured; the last mapping of a path wins.
    /// </summary>
    public static WebApplication MapManagement(this WebApplication app, string path, RequestDelegate handler) =>
        app.MapManagement(path, new ManagementEndpoint(handler, Reading, IsProbe: false));

    /// <summary>The same with more methods, such as PUT.</summary>
    public static WebApplication MapManagement(this WebApplication app, string path, IReadOnlyList<string> methods, RequestDelegate handler) =>
        app.MapManagement(path, new ManagementEndpoint(handler, methods, IsProbe: false));

    /// <summary>
    /// Answers GET and HEAD of exactly <paramref name="path"/> on the management port to every caller, as the kubelet presents neither token
    /// nor client certificate.
    /// </summary>
    public static WebApplication MapProbe(this WebApplication app, string path, RequestDelegate handler) =>
        app.MapManagement(path, new ManagementEndpoint(handler, Reading, IsProbe: true));

    /// <summary><c>/info</c>: what runs, which version, where and since when.</summary>
    public static WebApplication MapInfo(this WebApplication app)
    {
        var service = app.Services.GetRequiredService<ServiceIdentity>();
        return app.MapManagement("/info", context => context.Response.WriteAsJsonAsync(
            service.Describe(), ManagementJson.Default.ServiceInfo, cancellationToken: context.RequestAborted));
    }

    /// <summary><c>/config</c>: every setting in effect, secrets masked.</summary>
    public static WebApplication MapConfiguration(this WebApplication app)
    {
        var validator = app.Services.GetRequiredService<ConfigurationValidator>();
        return app.MapManagement("/config", context => context.Response.WriteAsJsonAsync(
            validator.Entries(), ManagementJson.Default.IReadOnlyListConfigurationEntry, cancellationToken: context.RequestAborted));
    }

    private static WebApplication MapManagement(this WebApplication app, string path, ManagementEndpoint endpoint)
    {
        app.Services.GetRequiredService<ManagementPipeline>().Endpoints[path] = endpoint;
        return app;
    }
}
