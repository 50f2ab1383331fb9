using System.Globalization;
using MicroService.Advisor.Addresses;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.Files;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>Finds what a workload calls by literal addresses: other workloads, and hosts outside of the application.</summary>
internal sealed class WorkloadAddresses
{
    // Service discovery finds the port by itself (Microsoft.Extensions.ServiceDiscovery, configuration-based endpoint resolver).
    private const string Services = "services";

    private readonly ClusterPlan _plan;
    private readonly string _own;
    private readonly OrderedDictionary<ClusterAddress, bool> _addresses = [];
    private readonly List<ClusterCall> _calls = [];
    private readonly List<(string Variable, string Host, int Port)> _unserved = [];
    private readonly HashSet<string> _discovered;

    /// <param name="files">The files that are mounted into it.</param>
    public WorkloadAddresses(
        WorkloadResource resource,
        ClusterPlan plan,
        IReadOnlyCollection<KeyValuePair<string, string>> configuration,
        IEnumerable<ClusterSecret> secrets,
        IReadOnlyList<string> arguments,
        IEnumerable<ClusterFiles> files)
    {
        _discovered = configuration.Select(setting => setting.Key.Split("__")).Where(key => key is [Services, _, _, ..]).Select(key => key[1]).ToHashSet(StringComparer.OrdinalIgnoreCase);
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

        var words = CommandLineWords.Of(arguments).ToList();
        AddHosts([.. configuration.Where(setting => !AddressName.IsOwn(setting.Key)).Select(setting => (setting.Key, setting.Value))], isVariable: true);
        AddHosts([.. words.Where(word => !AddressName.IsOwn(word.Name))], isVariable: false);
        AddNames(words);
        foreach (var (mount, file) in files.SelectMany(mount => mount.Files.Where(file => file.IsText).Select(file => (mount, file))))
        {
            AddFile(mount, file);
        }
    }

    /// <summary>The addresses outside of the application.</summary>
    public IReadOnlyList<ClusterAddress> Addresses => [.. _addresses.Keys];

    /// <summary>The ports of other workloads that the texts name.</summary>
    public IReadOnlyList<ClusterCall> Calls => _calls;

    /// <summary>The ports that the texts name and no Service of that name has.</summary>
    public IReadOnlyList<(string Variable, string Host, int Port)> Unserved => _unserved;

    private void Add(string variable, IEnumerable<TextAddress> found, bool isOnlyInside = false)
    {
        var others = found.Where(address => !address.IsLocal && address.Host != _own).ToList();
        foreach (var address in others)
        {
            if (_plan.Named(address.Host) is { } callee)
            {
                var ports = _plan.Ports(callee.Name).Ports;
                _calls.AddRange(ports
                    .Where(port => address.IsPortWritten ? port.ServicePort == address.Port : port.IsHttp || port.ServicePort == address.Port)
                    .Select(port => new ClusterCall(address.Host, port.Name)));
                if (!isOnlyInside && address.Port is { } asked && ports.All(port => port.ServicePort != asked) && (address.IsPortWritten || IsOnlyPort(address, callee, others)))
                {
                    _unserved.Add((variable, address.Host, asked));
                }
            }
            else if (!isOnlyInside)
            {
                _addresses.TryAdd(new ClusterAddress(variable, address.Host, address.Port, address.Protocol), true);
            }
        }
    }

    // A scheme may have several ports, of which a server has one.
    private bool IsOnlyPort(TextAddress address, WorkloadResource callee, List<TextAddress> others) =>
        !_discovered.Contains(callee.Name) && !others.Exists(other => other.Host == address.Host && _plan.Ports(callee.Name).Ports.Any(port => port.ServicePort == other.Port));

    // Hosts that are settings of their own, and settings that are the name of a resource.
    private void AddHosts(IReadOnlyList<(string Name, string Value)> settings, bool isVariable)
    {
        var hosts = HostSettings.Of(settings).Where(host => !host.Address.IsLocal && host.Address.Host != _own).ToList();
        foreach (var (setting, address) in hosts)
        {
            if (_plan.Named(address.Host) is { } callee)
            {
                Call(address.Host, callee, address.Port);
            }
            // DB=postgres12 beside DB_PORT is a driver.
            else if (address.Host.AsSpan().ContainsAny('.', ':') || AddressName.IsAddress(setting))
            {
                _addresses.TryAdd(new ClusterAddress(isVariable ? setting : string.Empty, address.Host, address.Port, address.Protocol), true);
            }
        }

        foreach (var (name, value) in settings.Where(setting => IsNamed(setting.Name, isVariable) && !hosts.Exists(host => host.Setting == setting.Name)))
        {
            // A word may be anything but the name of a resource by accident.
            if (value.ToLowerInvariant() is var host && host != _own && _plan.Named(host) is { } callee)
            {
                Call(host, callee, null);
            }
        }
    }

    private void AddFile(ClusterFiles mount, ClusterFile file)
    {
        var path = mount.IsFile ? mount.MountPath : $"{mount.MountPath}/{file.Path}";
        var settings = FileSettings.Of(file.Content).Where(setting => !AddressName.IsOwn(setting.Name) && !AddressName.IsListened(setting.Name)).ToList();
        var calls = CallingFile.Is(mount, file);
        foreach (var (_, value) in settings.Where(setting => !FileSettings.IsMention(setting.Name)))
        {
            Add(path, AddressText.Of(value).Where(address => address.Host.Length > 0), !calls);
        }

        foreach (var (setting, address) in HostSettings.Of(settings).Where(host => !host.Address.IsLocal && host.Address.Host != _own))
        {
            if (_plan.Named(address.Host) is { } callee)
            {
                Call(address.Host, callee, address.Port);
            }
            else if (calls && address.Host.Contains('.', StringComparison.Ordinal) && !FileSettings.IsMention(setting))
            {
                _addresses.TryAdd(new ClusterAddress(path, address.Host, address.Port, address.Protocol), true);
            }
        }
    }

    // Of the options of one letter only -h has a known meaning.
    private static bool IsNamed(string name, bool isVariable) =>
        !AddressName.IsLabel(name) && (isVariable || name is "-h" || name.StartsWith("--", StringComparison.Ordinal));

    // nc -z db 5432
    private void AddNames(List<(string Name, string Value)> words)
    {
        foreach (var (first, second) in words.Zip(words.Skip(1)))
        {
            if (int.TryParse(second.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && second.Name.Length == 0
                && first.Value != _own && _plan.Named(first.Value) is { } callee && _plan.Ports(callee.Name).Ports.Any(known => known.ServicePort == port))
            {
                Call(first.Value, callee, port);
            }
        }
    }

    // A port that is not the resource's own is of something else: a default, or another setting.
    private void Call(string host, WorkloadResource callee, int? number)
    {
        var ports = _plan.Ports(callee.Name).Ports;
        var named = ports.Where(port => port.ServicePort == number).ToList();
        _calls.AddRange((named.Count > 0 ? named : ports).Select(port => new ClusterCall(host, port.Name)));
    }

    // Defaults of parameters count, since they are what most deployments use.
    private string? TextOf(ManifestExpression expression)
    {
        var references = new ClusterReferences(_plan, (_, input) => new Resolution.Known(input.Default ?? $"{AddressText.Later}", IsSecret: true)) { Absent = _ => $"{AddressText.Later}" };
        return new ExpressionResolver(_plan.Manifest, references).Resolve(expression).Outcome is Resolution.Known known ? known.Text : null;
    }
}
