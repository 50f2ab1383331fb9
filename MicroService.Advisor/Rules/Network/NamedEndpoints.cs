using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using MicroService.Advisor.Addresses;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>
/// The endpoints that a container's environment, command line and mounted files name, in the manifest and the ConfigMaps given with it;
/// Secrets are not read.
/// </summary>
internal static class NamedEndpoints
{
    // A ConfigMap that names more is data. Thousands of pods may share one, so it is read once, and what each pod takes from it is bounded.
    private const int Most = 200;

    // Of those that name anything.
    private const int MostFiles = 50;

    private static readonly ObjectGraph Nothing = new([], null);

    private static readonly ConditionalWeakTable<KubernetesObject, EndpointSettings> OfConfigMaps = [];

    private static readonly ConditionalWeakTable<ObjectGraph, ConcurrentDictionary<Container, EndpointSettings[]>> OfContainers = [];
    private static readonly ConditionalWeakTable<KubernetesObject, EndpointSettings[]> OfFiles = [];

    private static readonly string[] SecretFields = ["data", "stringData"];

    // Longer files are data, such as dashboards.
    private const int LongestFile = 256 * 1024;

    // Files without them name hosts in addresses only.
    private static readonly string[] HostWords = ["host", "port", "server"];

    private static readonly char[] AroundWords = [' ', '\t', '\r', '"', '\'', '`', '(', ')', '[', ']', '{', '}', '<', '>', '|', ',', ';'];

    /// <summary>The endpoints: the first 200 of what a ConfigMap's keys name, and of each of its first 50 files that name any.</summary>
    public static IEnumerable<Endpoint> Of(Container container, ObjectGraph graph) =>
        SettingsOf(container, graph).SelectMany(settings => settings.Endpoints);

    /// <summary>The settings that name a host outside of the cluster, of which nothing tells the port.</summary>
    public static IEnumerable<(string Setting, string Host)> OfUnknownPort(Container container, ObjectGraph graph) =>
        SettingsOf(container, graph).SelectMany(settings => settings.HostsOfUnknownPort)
            .Where(named => named.Host.Contains('.', StringComparison.Ordinal) && NamedIn(named.Host.Split('.'), (name, ns) => IsInCluster(name, ns, graph)) is null);

    /// <summary>
    /// The settings that name a host, most likely, and take it from where nobody can read it here: a Secret, or a ConfigMap that is not
    /// given; each with what it comes from, such as "the Secret db".
    /// </summary>
    public static IEnumerable<(string Setting, string Source)> OfUnreadSource(Container container, ObjectGraph graph)
    {
        foreach (var variable in container.Environment)
        {
            if (variable.Text("name") is { } name && HostSettings.Names(name) && variable.Mapping("valueFrom") is { } source
                && UnreadSource(source.Mapping("secretKeyRef"), source.Mapping("configMapKeyRef"), container, graph) is { } unread)
            {
                yield return (name, unread);
            }
        }

        foreach (var unread in UnreadVolume.Of(container, graph))
        {
            yield return ("a mounted file", unread);
        }

        foreach (var source in container.Node.Mappings("envFrom"))
        {
            // The keys of a given Secret are the names of its variables; of what is not given, any may be.
            var secret = source.Mapping("secretRef");
            var given = secret?.Text("name") is { } name ? graph.FindFor(container.Workload, "Secret", name) : null;
            var setting = given is null ? "a variable" : SecretKeys(given).FirstOrDefault(HostSettings.Names);
            if (setting is not null && UnreadSource(secret, source.Mapping("configMapRef"), container, graph) is { } unread)
            {
                yield return (setting, unread);
            }
        }
    }

    private static IEnumerable<string> SecretKeys(KubernetesObject secret) =>
        SecretFields.SelectMany(field => secret.Root.Mapping(field)?.Entries ?? []).Select(entry => entry.Name);

    private static string? UnreadSource(MappingNode? secret, MappingNode? map, Container container, ObjectGraph graph) =>
        secret is not null ? $"the Secret {secret.Text("name")}"
        : map is not null && ConfigMap(container, graph, map) is null ? $"the ConfigMap {map.Text("name")}, which is not given"
        : null;

    /// <summary>The other namespaces with a Service that is named without a port.</summary>
    public static IEnumerable<string> NamespacesOf(Container container, ObjectGraph graph) =>
        ServicesWithoutPort(container, graph).Select(service => service.Namespace).Where(ns => ns != container.Workload.Object.Namespace);

    /// <summary>The Services that are named with their namespace and without a port.</summary>
    public static IEnumerable<(string Namespace, string Name)> ServicesWithoutPort(Container container, ObjectGraph graph) =>
        from settings in SettingsOf(container, graph)
        from host in settings.HostsWithoutPort
        let service = NamedIn(host.Split('.'), (name, ns) => IsInCluster(name, ns, graph))
        where service is not null
        select service.Value;

    /// <summary>
    /// The Services of other namespaces that a container may call by what is written in itself, whether they exist or not, and the port of
    /// each where it is named with it: what of the container matters to those namespaces.
    /// </summary>
    public static IEnumerable<(string Namespace, string Name, int? Port)> CallsOf(Container container) =>
        ReadSettings(container, Nothing).SelectMany(CallsOf);

    /// <summary>The same of a ConfigMap, for the containers that take the key.</summary>
    public static IEnumerable<(string Key, (string Namespace, string Name, int? Port) Call)> CallsOf(KubernetesObject map) =>
        from entry in map.Root.Mapping("data")?.Entries ?? []
        let value = entry.Value as ScalarNode
        where value is not null
        from call in CallsOf(new EndpointSettings([(entry.Key.Value, value.Value), .. SettingsIn(entry.Key.Value, value)], int.MaxValue))
        select (entry.Key.Value, call);

    /// <summary>The ConfigMaps that a container takes settings or files from: one of their keys, or all where it is null.</summary>
    public static IEnumerable<(string Map, string? Key)> ConfigMapsOf(Container container) =>
        container.Environment.Select(variable => variable.Mapping("valueFrom")?.Mapping("configMapKeyRef"))
            .Concat(container.Node.Mappings("envFrom").Select(source => source.Mapping("configMapRef")))
            .Where(reference => reference?.Text("name") is not null).Select(reference => (reference!.Text("name")!, reference!.Text("key")))
            .Concat(MountedSettings.NamesOf(container).Select(name => (name, (string?)null)));

    private static IEnumerable<(string Namespace, string Name, int? Port)> CallsOf(EndpointSettings settings)
    {
        foreach (var endpoint in settings.Endpoints)
        {
            if (endpoint.Host.Split('.', 3) is [var name, var ns, ..])
            {
                yield return (ns, name, endpoint.Port);
            }
        }

        foreach (var host in settings.HostsWithoutPort)
        {
            if (NamedIn(host.Split('.'), static (_, _) => true) is var (ns, name))
            {
                yield return (ns, name, null);
            }
        }
    }

    // name.namespace.svc with the cluster's domain behind it and a pod's name in front or not, or name.namespace.
    private static (string Namespace, string Name)? NamedIn(string[] parts, Func<string, string, bool> isInCluster) => Array.IndexOf(parts, "svc") switch
    {
        >= 2 and var at => (parts[at - 1], parts[at - 2]),
        _ => parts is [var name, var ns] && isInCluster(name, ns) ? (ns, name) : null,
    };

    private static bool IsInCluster(string name, string ns, ObjectGraph graph) =>
        graph.Find("Service", ns, name) is not null || graph.Find("Namespace", "default", ns) is not null;

    // Asked several times: for what a container may call, and for whom it calls in other namespaces.
    private static EndpointSettings[] SettingsOf(Container container, ObjectGraph graph) =>
        OfContainers.GetValue(graph, static _ => [])
            .GetOrAdd(container, static (container, graph) => [.. ReadSettings(container, graph)], graph);

    private static IEnumerable<EndpointSettings> ReadSettings(Container container, ObjectGraph graph)
    {
        var own = new List<(string Name, string Value)>();
        foreach (var variable in container.Environment)
        {
            var reference = variable.Mapping("valueFrom")?.Mapping("configMapKeyRef");
            var value = variable.Text("value")
                ?? (reference is null ? null : ConfigMap(container, graph, reference)?.Root.Mapping("data")?.Text(reference.Text("key") ?? ""));
            if (value is not null)
            {
                own.Add((variable.Text("name") ?? "", value));
            }
        }

        own.AddRange(CommandLineSettings.Of(container));
        yield return new EndpointSettings(own, int.MaxValue);
        foreach (var map in container.Node.Mappings("envFrom").Select(source => source.Mapping("configMapRef")).OfType<MappingNode>()
            .Select(source => ConfigMap(container, graph, source)).OfType<KubernetesObject>())
        {
            yield return OfConfigMaps.GetValue(map, static map => Read(map));
        }

        foreach (var map in MountedSettings.MapsOf(container, graph))
        {
            foreach (var file in OfFiles.GetValue(map, static map => [.. ReadFiles(map)]))
            {
                yield return file;
            }
        }
    }

    // File by file, as a host and its port are in the same.
    private static IEnumerable<EndpointSettings> ReadFiles(KubernetesObject map) =>
        (from entry in map.Root.Mapping("data")?.Entries ?? []
         let text = entry.Value as ScalarNode
         where text is not null
         select new EndpointSettings(SettingsIn(entry.Key.Value, text), Most)).Where(settings => !settings.IsEmpty).Take(MostFiles);

    private static IEnumerable<(string Name, string Value)> SettingsIn(string file, ScalarNode text) =>
        AddressesIn(text).Concat(FileSettings.AreIn(file) && Array.Exists(HostWords, word => text.Value.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? FileSettings.Of(text.Value).Where(setting => !FileSettings.IsMention(setting.Name))
            : []);

    private static IEnumerable<(string Name, string Value)> AddressesIn(ScalarNode text) =>
        text.Value.Length > LongestFile ? []
            : from line in text.Value.Split('\n')
              from word in line.Split(AroundWords, StringSplitOptions.RemoveEmptyEntries)
              where IsAddress(word)
              select ("", word);

    // In a text, "as of 2024:12" and "key:1" are no addresses: one has a scheme, or a name of several parts before its port.
    private static bool IsAddress(string word) =>
        word.Contains("://", StringComparison.Ordinal)
        || (word.IndexOf(':', StringComparison.Ordinal) is > 0 and var colon
            && word.AsSpan(0, colon).Contains('.') && char.IsAsciiLetter(word[0]));

    private static EndpointSettings Read(KubernetesObject map) => new(
        from entry in map.Root.Mapping("data")?.Entries ?? []
        let value = entry.Value as ScalarNode
        where value is not null
        select (entry.Key.Value, value.Value), Most);

    private static KubernetesObject? ConfigMap(Container container, ObjectGraph graph, MappingNode reference) =>
        reference.Text("name") is { } name ? graph.FindFor(container.Workload, "ConfigMap", name) : null;
}
