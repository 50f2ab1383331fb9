using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>
/// Resolves references to their values inside the cluster. Each expression has its own instance, which records what was asked.
/// </summary>
/// <param name="value">The value of a parameter; null while manifests are generated, when secrets are unknown.</param>
internal sealed class ClusterReferences(ClusterPlan plan, Func<ManifestResource, ParameterInput, Resolution>? value = null) : IReferenceSource
{
    private readonly List<ClusterCall> _calls = [];
    private readonly List<string> _parameters = [];

    /// <summary>What stands for the values of a resource that is not published; null for none.</summary>
    public Func<string, string>? Absent { get; init; }

    /// <summary>The ports that the expression connects to.</summary>
    public IReadOnlyList<ClusterCall> Calls => _calls;

    /// <summary>The parameters that are secret or have no value in the manifest, by name.</summary>
    public IReadOnlyList<string> Parameters => _parameters;

    public Resolution Binding(WorkloadResource resource, Binding binding, string property)
    {
        if (Absence(resource) is { } absent)
        {
            return absent;
        }

        var ports = plan.Ports(resource.Name);
        var port = ports.Port(binding);
        if (property is BindingProperties.Url or BindingProperties.Host or BindingProperties.Port)
        {
            Note(_calls, new ClusterCall(plan.Names[resource.Name], port.Name));
        }

        return new Resolution.Known(property switch
        {
            BindingProperties.Url => $"{ports.Scheme(binding)}://{plan.Names[resource.Name]}:{port.ServicePort}",
            BindingProperties.Host => plan.Names[resource.Name],
            BindingProperties.Port => $"{port.ServicePort}",
            BindingProperties.TargetPort => $"{port.Number}",
            BindingProperties.Scheme => ports.Scheme(binding),
            _ => ports.Scheme(binding) is "https" or "rediss" or "amqps" ? "True" : "False",
        });
    }

    public Resolution Input(ManifestResource parameter, ParameterInput input)
    {
        if (Absence(parameter) is { } absent)
        {
            return absent;
        }

        if (!input.Secret && input.Default is not null)
        {
            return new Resolution.Known(input.Default);
        }

        Note(_parameters, ParameterStore.KeyOf(parameter, input));
        return value is null ? new Resolution.Known(string.Empty, IsSecret: true) : value(parameter, input);
    }

    public Resolution? ConnectionString(ManifestResource resource) => resource is OpaqueResource && !plan.External.Contains(resource.Name) ? null : Absence(resource);

    public Resolution Output(ManifestResource resource, IReadOnlyList<string> path)
    {
        if (Absence(resource) is { } absent)
        {
            return absent;
        }

        var workload = (WorkloadResource)resource;
        return path[0] == "containerImage" ? new Resolution.Known(plan.Image(workload).Reference)
            : plan.Ports(resource.Name).Ports is [var first, ..] ? new Resolution.Known($"{first.Number}")
            : new Resolution.Absent($"{resource.Name} listens on no port");
    }

    private Resolution? Absence(ManifestResource resource) =>
        !plan.Absent.TryGetValue(resource.Name, out var reason) ? null
        : Absent is null ? new Resolution.Absent(reason)
        : new Resolution.Known(Absent(resource.Name), IsSecret: true);

    private static void Note<T>(List<T> list, T item)
    {
        if (!list.Contains(item))
        {
            list.Add(item);
        }
    }
}
