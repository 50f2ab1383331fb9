using MicroService.Publishing.Addresses;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Finds what a workload calls by literal addresses: other workloads, and hosts outside of the application.</summary>
internal sealed class WorkloadAddresses
{
    private readonly ClusterPlan _plan;
    private readonly string _own;
    private readonly OrderedDictionary<ClusterAddress, bool> _addresses = [];
    private readonly List<ClusterCall> _calls = [];

    public WorkloadAddresses(
        WorkloadResource resource, ClusterPlan plan, IEnumerable<KeyValuePair<string, string>> configuration, IEnumerable<ClusterSecret> secrets, IEnumerable<string> arguments)
    {
        (_plan, _own) = (plan, plan.Names[resource.Name]);
        foreach (var (name, value) in configuration.Where(setting => !AddressName.IsOwn(setting.Key)))
        {
            Add(name, AddressText.Of(value));
        }

        foreach (var secret in secrets.Where(secret => !AddressName.IsOwn(secret.Name)))
        {
            var text = TextOf(secret.Expression);
            var found = text is null ? [] : AddressText.Of(text);
            var isOpen = found.Count == 0 && (secret.Unknown is not null || (AddressName.IsAddress(secret.Name) && text?.Contains(AddressText.Later, StringComparison.Ordinal) != false));
            Add(secret.Name, isOpen ? [new TextAddress(string.Empty, null, IsPortWritten: false)] : found);
        }

        foreach (var argument in arguments)
        {
            Add(string.Empty, AddressText.Of(argument).Where(address => address.Host.Length > 0));
        }
    }

    /// <summary>The addresses outside of the application.</summary>
    public IReadOnlyList<ClusterAddress> Addresses => [.. _addresses.Keys];

    /// <summary>The ports of other workloads that the texts name.</summary>
    public IReadOnlyList<ClusterCall> Calls => _calls;

    private void Add(string variable, IEnumerable<TextAddress> found)
    {
        foreach (var address in found.Where(address => !address.IsLocal && address.Host != _own))
        {
            if (_plan.Named(address.Host) is { } callee)
            {
                _calls.AddRange(_plan.Ports(callee.Name).Ports
                    .Where(port => address.IsPortWritten ? port.ServicePort == address.Port : port.IsHttp || port.ServicePort == address.Port)
                    .Select(port => new ClusterCall(address.Host, port.Name)));
            }
            else
            {
                _addresses.TryAdd(new ClusterAddress(variable, address.Host, address.Port), true);
            }
        }
    }

    // Defaults of parameters count, since they are what most deployments use.
    private string? TextOf(ManifestExpression expression)
    {
        var references = new ClusterReferences(_plan, (_, input) => new Resolution.Known(input.Default ?? $"{AddressText.Later}", IsSecret: true)) { Absent = _ => $"{AddressText.Later}" };
        return new ExpressionResolver(_plan.Manifest, references).Resolve(expression).Outcome is Resolution.Known known ? known.Text : null;
    }
}
