using System.Diagnostics.Metrics;
using MicroService.ServiceDefaults.Pipeline;
using MicroService.ServiceDefaults.Refusals;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// A port with TLS that answers its requests itself: routing, authentication, limits and host filtering of the service don't see them, so neither
/// can starve the other.
/// </summary>
public interface IDedicatedPort
{
    /// <summary>What the port is called in logs and metrics.</summary>
    string Name { get; }

    /// <summary>Where it listens; null if it is off.</summary>
    ListenerAddress? Address { get; }

    /// <summary>Its certificates. With an authority, only callers with a certificate of it get in.</summary>
    CertificatePaths Certificates { get; }

    /// <summary>Answers a request.</summary>
    Task AnswerAsync(HttpContext context);
}

/// <summary>Opens the dedicated ports, and hands their requests to them.</summary>
internal sealed class DedicatedPorts(
    IEnumerable<IDedicatedPort> ports, IRefusalWriter refusals, TimeProvider time, IMeterFactory meters, ILogger<PortCertificates> logger) : IPipelineMiddleware
{
    private static readonly Refusal Unknown = new(StatusCodes.Status403Forbidden, "Present a client certificate of the authority that this port names.");

    public PipelineStage Stage => PipelineStage.Dedicated;

    /// <summary>Opens the ports that are on.</summary>
    public void Listen(KestrelServerOptions server)
    {
        foreach (var port in ports)
        {
            if (port.Address is not { } address)
            {
                continue;
            }

            var opened = new OpenedPort(port, new PortCertificates(port.Name, () => port.Certificates, time, meters, logger));
            opened.Certificates.Begin();
            address.Listen(server, listener =>
            {
                listener.Use(next => connection =>
                {
                    connection.Features.Set(opened);
                    return next(connection);
                });
                listener.UseHttps(new TlsHandshakeCallbackOptions { OnConnection = _ => ValueTask.FromResult(opened.Certificates.ForConnection()) });
            });
        }
    }

    public RequestDelegate Use(RequestDelegate next) => context => context.Features.Get<OpenedPort>() is { } opened ? AnswerAsync(context, opened) : next(context);

    private Task AnswerAsync(HttpContext context, OpenedPort opened)
    {
        // The port measures its own requests; those of the service's users would drown.
        if (context.Features.Get<IHttpMetricsTagsFeature>() is { } tags)
        {
            tags.MetricsDisabled = true;
        }

        return opened.Certificates.AcceptsClients && (context.Connection.ClientCertificate is not { } client || !opened.Certificates.Accepts(client))
            ? refusals.WriteAsync(context, Unknown)
            : opened.Port.AnswerAsync(context);
    }

    private sealed record OpenedPort(IDedicatedPort Port, PortCertificates Certificates);
}
