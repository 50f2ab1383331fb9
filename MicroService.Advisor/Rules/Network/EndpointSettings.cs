using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Network;

/// <summary>The endpoints in settings of one source, such as an environment: in a value, or as host and port in two of them.</summary>
internal sealed class EndpointSettings
{
    private const string Port = "PORT";

    private static readonly string[] HostNames = ["HOST", "HOSTNAME", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "URL", "SERVICE", ""];

    /// <summary>The endpoints of these settings, each once.</summary>
    public EndpointSettings(IEnumerable<(string Name, string Value)> settings, int most)
    {
        var all = settings.ToList();
        Endpoints =
        [
            .. all.SelectMany(setting => Endpoint.In(setting.Value))
                .Concat(Pairs(all))
                .Concat(all.SelectMany(setting => InConnectionString(setting.Value)))
                .Distinct().Take(most),
        ];
        HostsWithoutPort = [.. all.SelectMany(setting => Endpoint.HostsWithoutPort(setting.Value)).Distinct().Take(most)];
    }

    public IReadOnlyList<Endpoint> Endpoints { get; }

    public IReadOnlyList<string> HostsWithoutPort { get; }

    // DB_HOST and DB_PORT, --db-host and --db-port.
    private static IEnumerable<Endpoint> Pairs(IReadOnlyList<(string Name, string Value)> settings)
    {
        var ports = settings.Select(setting => (Name: NameOf(setting.Name), setting.Value))
            .Where(setting => setting.Name.EndsWith(Port, StringComparison.Ordinal)).ToList();
        if (ports.Count == 0)
        {
            return [];
        }

        var byName = settings.ToLookup(setting => NameOf(setting.Name), setting => setting.Value, StringComparer.Ordinal);
        return from port in ports
               let stem = port.Name[..^Port.Length]
               // PORT alone is mostly the container's own.
               from host in HostNames.Where(name => name.Length > 0 || stem.Length > 0).SelectMany(name => byName[name.Length == 0 ? stem.TrimEnd('_') : stem + name])
               let endpoint = Endpoint.Of(host, port.Value)
               where endpoint is not null
               select endpoint.Value;
    }

    // "Host=db;Port=5432;Database=shop", "Server=tcp:db,1433;Database=shop".
    private static IEnumerable<Endpoint> InConnectionString(string value)
    {
        if (!value.Contains(';', StringComparison.Ordinal) || !value.Contains('=', StringComparison.Ordinal))
        {
            return [];
        }

        var parts = value.Split(';', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
            .Select(part => (Name: part[0].Trim(), Value: part[1].Trim())).ToList();
        var joined = from part in parts
                     where part.Name.ToUpperInvariant() is "SERVER" or "DATA SOURCE" or "ADDRESS"
                     let pieces = part.Value[(part.Value.IndexOf(':', StringComparison.Ordinal) + 1)..].Split(',')
                     where pieces.Length == 2
                     let endpoint = Endpoint.Of(pieces[0].Trim(), pieces[1].Trim())
                     where endpoint is not null
                     select endpoint.Value;
        return Pairs(parts).Concat(joined);
    }

    private static string NameOf(string name) => name.TrimStart('-').Replace('-', '_').Replace('.', '_').ToUpperInvariant();
}
