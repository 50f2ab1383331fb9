using MicroService.ServiceDefaults.Pipeline;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Management;

/// <summary>
/// Headers that every answer carries unless the endpoint set its own, for answers that are data and no pages. Strict transport
/// security is left to the proxy that ends TLS: it alone knows whether all of the host is served that way.
/// </summary>
internal sealed class SecurityHeaders : IResponseHeaders
{
    private static readonly KeyValuePair<string, StringValues>[] Defaults =
    [
        new("X-Content-Type-Options", "nosniff"),
        new("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"),
        new("Cross-Origin-Resource-Policy", "same-origin"),
    ];

    public void WriteTo(HttpContext context) => AddTo(context.Response.Headers);

    public static void AddTo(IHeaderDictionary headers)
    {
        foreach (var (name, value) in Defaults)
        {
            headers.TryAdd(name, value);
        }
    }
}
