using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.ServiceDiscovery;

namespace MicroService.ServiceDefaults.Discovery;

/// <summary>Resolves <c>https+http://name</c> without a configured endpoint to the Kubernetes Service of that name, over the last scheme.</summary>
/// <remarks>
/// The package's pass-through provider takes the first scheme, https, and Services rarely speak that. Only names that the cluster's DNS alone answers
/// are resolved here (<c>api</c>, <c>api.shop.svc</c>): a request to <c>example.com</c> is not downgraded.
/// </remarks>
internal sealed class ClusterEndpointProviderFactory(IOptions<ServiceDiscoveryOptions> options) : IServiceEndpointProviderFactory
{
    public bool TryCreateProvider(ServiceEndpointQuery query, [NotNullWhen(true)] out IServiceEndpointProvider? provider)
    {
        var schemes = query.IncludedSchemes.Count > 1 ? options.Value.ApplyAllowedSchemes(query.IncludedSchemes) : [];
        provider = schemes.Count > 0 && IsServiceName(query.ServiceName) ? new Provider(AddressOf(query, schemes[^1])) : null;
        return provider is not null;
    }

    private static bool IsServiceName(string name) =>
        Uri.CheckHostName(name) == UriHostNameType.Dns
        && (!name.Contains('.', StringComparison.Ordinal)
            || name.EndsWith(".svc", StringComparison.OrdinalIgnoreCase)
            || name.Contains(".svc.", StringComparison.OrdinalIgnoreCase));

    private static Uri AddressOf(ServiceEndpointQuery query, string scheme) =>
        new UriBuilder(scheme, query.ServiceName, new Uri(query.ToString()!).Port).Uri;

    private sealed class Provider(Uri address) : IServiceEndpointProvider
    {
        public ValueTask PopulateAsync(IServiceEndpointBuilder endpoints, CancellationToken cancellationToken)
        {
            if (endpoints.Endpoints.Count == 0)
            {
                endpoints.Endpoints.Add(ServiceEndpoint.Create(new UriEndPoint(address)));
            }

            return ValueTask.CompletedTask;
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
