using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Cluster;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.References;

/// <summary>Makes a project listen on the ports that its Service leads to, without TLS unless it has a certificate of its own.</summary>
/// <param name="configuration">What everybody may read of the project's variables; it is changed.</param>
internal sealed class ListenerAddresses(WorkloadResource resource, PortPlan ports, WorkloadSettings settings, OrderedDictionary<string, string> configuration)
{
    /// <summary>Whether a variable is for HTTPS alone, which a project without a certificate can't start with.</summary>
    public static bool IsDropped(PortPlan ports, string name) => ports.Certificate is null && KestrelVariables.IsHttpsPorts(name);

    /// <param name="dropped">The lists of ports that were dropped, resolved.</param>
    public void Apply(IEnumerable<string> dropped)
    {
        if (ports.Certificate is null)
        {
            PlainAddresses.Apply(configuration, resource, ports);
        }

        // Over either of these the server forgets lists of ports.
        if (resource.Environment.Keys.Any(name => KestrelVariables.IsUrls(name) || KestrelVariables.EndpointOfUrl(name) is not null))
        {
            return;
        }

        var told = Told();
        var open = resource.Bindings.Where(binding => binding.IsHttp && !told.Contains(ports.Port(binding).Number)).ToList();
        // Whoever lists ports of HTTP alone says nothing of those that were HTTPS, and callers are sent there now.
        var also = ports.Plain.Intersect(open).Select(PortOf).Concat(dropped.SelectMany(list => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)));
        Listen(KestrelVariables.HttpPorts, open.Where(binding => ports.Scheme(binding) != "https").Select(PortOf), also.ToList());
        Listen(KestrelVariables.HttpsPorts, open.Where(binding => ports.Scheme(binding) == "https").Select(PortOf), []);
    }

    private string PortOf(Binding binding) => $"{ports.Port(binding).Number}";

    // A port that is told in a variable of the program's own or in an argument, the program opens by itself.
    private HashSet<int> Told()
    {
        var own = resource.Environment.Where(variable => !settings.Omits(variable.Key) && !KestrelVariables.IsHttpPorts(variable.Key) && !KestrelVariables.IsHttpsPorts(variable.Key)).Select(variable => variable.Value);
        return own.Concat(resource.Args).SelectMany(text => TargetPorts(resource, text)).Select(binding => ports.Port(binding).Number).ToHashSet();
    }

    /// <summary>The own bindings whose port a text asks for.</summary>
    public static IEnumerable<Binding> TargetPorts(WorkloadResource resource, string text) =>
        from reference in Expression.Parse(text).References
        where reference is { Member: "bindings", Path: [_, _, BindingProperties.TargetPort] } && reference.Resource == resource.Name
        select resource.FindBinding(reference.Path[1]) into binding
        where binding is not null
        select binding;

    // A list that is secret or left out by the settings is not ours to write.
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
