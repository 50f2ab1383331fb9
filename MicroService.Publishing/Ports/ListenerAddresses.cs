using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Ports;

/// <summary>Makes a project listen on the target ports of its Service, without TLS unless it has a certificate.</summary>
/// <param name="configuration">The project's variables without secrets, which are changed in place.</param>
internal sealed class ListenerAddresses(WorkloadResource resource, PortPlan ports, WorkloadSettings settings, OrderedDictionary<string, string> configuration)
{
    /// <summary>Whether a variable is only for HTTPS, with which a project without a certificate can't start.</summary>
    public static bool IsDropped(PortPlan ports, string name) => ports.Certificate is null && KestrelVariables.IsHttpsPorts(name);

    /// <param name="dropped">The values of the dropped lists of ports.</param>
    public void Apply(IEnumerable<string> dropped)
    {
        if (ports.Certificate is null)
        {
            PlainAddresses.Apply(configuration, resource, ports);
        }

        // Either of these overrides lists of ports.
        if (resource.Environment.Keys.Any(name => KestrelVariables.IsUrls(name) || KestrelVariables.EndpointOfUrl(name) is not null))
        {
            return;
        }

        var told = Told();
        var open = resource.Bindings.Where(binding => binding.IsHttp && !told.Contains(ports.Port(binding).Number)).ToList();
        // A list of HTTP ports omits those that were HTTPS, which callers now use.
        var also = ports.Plain.Intersect(open).Select(PortOf).Concat(dropped.SelectMany(list => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        Listen(KestrelVariables.HttpPorts, open.Where(binding => ports.Scheme(binding) != "https").Select(PortOf), also.ToList());
        Listen(KestrelVariables.HttpsPorts, open.Where(binding => ports.Scheme(binding) == "https").Select(PortOf), []);
    }

    private string PortOf(Binding binding) => $"{ports.Port(binding).Number}";

    // The program itself opens a port that one of its own variables or arguments mentions.
    private HashSet<int> Told()
    {
        var own = resource.Environment.Where(variable => !settings.Omits(variable.Key) && !KestrelVariables.IsHttpPorts(variable.Key) && !KestrelVariables.IsHttpsPorts(variable.Key)).Select(variable => variable.Value);
        return own.Concat(resource.Args).SelectMany(text => TargetPorts(resource, text)).Select(binding => ports.Port(binding).Number).ToHashSet();
    }

    /// <summary>The resource's own bindings whose target port a text refers to.</summary>
    public static IEnumerable<Binding> TargetPorts(WorkloadResource resource, string text) =>
        from reference in Expression.Parse(text).References
        where reference is { Member: "bindings", Path: [_, _, BindingProperties.TargetPort] } && reference.Resource == resource.Name
        select resource.FindBinding(reference.Path[1]) into binding
        where binding is not null
        select binding;

    // A list that is secret or omitted by the settings is not written.
    private void Listen(IReadOnlyList<string> names, IEnumerable<string> unlisted, IReadOnlyList<string> also)
    {
        var list = names.Select(name => configuration.Keys.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))).FirstOrDefault(name => name is not null);
        var isForeign = list is null && resource.Environment.Keys.Any(name => names.Contains(name, StringComparer.OrdinalIgnoreCase) && !IsDropped(ports, name));
        var told = list is null ? unlisted : configuration[list].Split(';');
        List<string> numbers = [.. told.Concat(also).Distinct()];
        if (!isForeign && numbers.Count > 0)
        {
            configuration[list ?? names[0]] = string.Join(';', numbers);
        }
    }
}
