using MicroService.AppHost.AppModel;
using MicroService.AppHost.AppModel.Expressions;
using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.AppModel.Parameters;

namespace MicroService.AppHost.Embedded.Planning;

/// <summary>What references come to when everything runs on this machine.</summary>
/// <param name="ports">The ports of resources that run, by resource and binding.</param>
/// <param name="absent">Why a resource doesn't run, by name.</param>
/// <param name="connectionStrings">Connection strings of what stands in for something else, by name.</param>
/// <param name="text">Learns the secrets that it has to mask.</param>
internal sealed class EmbeddedReferences(
    IReadOnlyDictionary<(string Resource, string Binding), int> ports,
    IReadOnlyDictionary<string, string> absent,
    IReadOnlyDictionary<string, string> connectionStrings,
    ParameterStore parameters,
    LogText text) : IReferenceSource
{
    // Not "localhost": that may be IPv6, where nothing listens.
    private const string Host = "127.0.0.1";

    public Resolution Binding(WorkloadResource resource, Binding binding, string property)
    {
        if (absent.TryGetValue(resource.Name, out var reason))
        {
            return new Resolution.Absent(reason);
        }

        if (!ports.TryGetValue((resource.Name, binding.Name), out var port))
        {
            return new Resolution.Absent($"{resource.Name} has no '{binding.Name}' here, since that needs a TLS certificate");
        }

        return new Resolution.Known(property switch
        {
            BindingProperties.Url => $"{binding.Scheme}://{Host}:{port}",
            BindingProperties.Host => Host,
            BindingProperties.Scheme => binding.Scheme,
            BindingProperties.TlsEnabled => "False",
            _ => $"{port}",
        });
    }

    public Resolution Input(ParameterResource parameter, ParameterInput input)
    {
        var value = parameters.Value(parameter, input);
        if (value is Resolution.Known { IsSecret: true } secret)
        {
            text.Hide(secret.Text);
        }

        return value;
    }

    public Resolution? ConnectionString(ManifestResource resource) =>
        connectionStrings.TryGetValue(resource.Name, out var given) ? new Resolution.Known(given)
        : absent.TryGetValue(resource.Name, out var reason) ? new Resolution.Absent(reason)
        : null;

    public Resolution Output(ManifestResource resource, IReadOnlyList<string> path) =>
        new Resolution.Absent(absent.GetValueOrDefault(resource.Name, $"{string.Join('.', path)} of {resource.Name} is known only to a deployment"));
}
