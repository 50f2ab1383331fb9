using MicroService.ServiceDefaults.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace MicroService.ServiceDefaults.Limits;

/// <summary>What the server itself watches over: sizes and speeds.</summary>
internal sealed class ServerLimits(IOptions<LimitOptions> options, ConfigurationValidator validator) : IConfigureOptions<KestrelServerOptions>
{
    /// <summary>Bytes that are received before anybody reads them: by connection, so it is what a waiting request costs. The transport's own default is 1 MiB.</summary>
    public const int UnreadBytes = 64 * 1024;

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    public void Configure(KestrelServerOptions server)
    {
        if (validator.Validate().Count > 0)
        {
            // This runs while the application is built; starting it is what reports the problems.
            return;
        }

        var limits = options.Value;
        server.Limits.MaxRequestBodySize = limits.MaxBodyBytes;
        server.Limits.MaxRequestBufferSize = UnreadBytes;
        server.Limits.MinRequestBodyDataRate = limits.MinBodyBytesPerSecond == 0 ? null : new MinDataRate(limits.MinBodyBytesPerSecond, Grace);
        server.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        server.Limits.KeepAliveTimeout = limits.KeepAliveTimeout;
        server.Limits.MaxRequestHeaderCount = limits.MaxHeaders;
        server.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        server.Limits.Http2.InitialStreamWindowSize = UnreadBytes;
        server.Limits.Http2.InitialConnectionWindowSize = UnreadBytes * 2;
    }
}
