using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Databases;

/// <summary>The Job that creates a database with the client in the server's image. It is idempotent.</summary>
internal static class DatabaseJob
{
    /// <param name="connected">The port of the server that its connection string names; null if unknown.</param>
    public static ClusterWorkload Of(CreatedDatabase database, ClusterWorkload server, string name, WorkloadSettings settings, ClusterPort? connected = null)
    {
        var engine = database.Engine;
        var port = connected ?? server.Ports.FirstOrDefault(candidate => candidate.Number == engine.Port) ?? (server.Ports is [var first, ..] ? first : null);
        var configuration = new List<ClusterSetting>();
        var secrets = new List<ClusterSecret>();
        if (port is not null)
        {
            configuration.Add(new ClusterSetting(DatabaseEngine.HostVariable, server.Name));
            configuration.Add(new ClusterSetting(DatabaseEngine.PortVariable, $"{port.ServicePort}"));
        }

        Take(engine.UserVariable is null ? [] : [engine.UserVariable], DatabaseEngine.UserNameVariable, engine.DefaultUser);
        configuration.Add(new ClusterSetting(DatabaseEngine.NameVariable, database.Name));
        Take(engine.PasswordVariables, engine.ClientPassword, null);
        return new ClusterWorkload
        {
            Resource = database.Resource,
            Name = name,
            Kind = WorkloadKind.Job,
            Image = server.Image,
            Profile = new ImageProfile(server.Profile.Name, server.Profile.IsKnown) { User = server.Profile.User },
            // The script reads variables, and clients write nothing.
            Settings = settings with { Kind = WorkloadKind.Job, ReadOnlyRoot = settings.ReadOnlyRoot ?? true, ConfigurationFolder = string.Empty, SecretsFolder = string.Empty },
            Command = ["/bin/sh"],
            Arguments = ["-c", engine.Script.ReplaceLineEndings("\n")],
            Configuration = configuration,
            Secrets = secrets,
            Calls = port is null ? [] : [new ClusterCall(server.Name, port.Name)],
        };

        // From the server's own variables, in plain text or as an expression.
        void Take(IReadOnlyList<string> variables, string variable, string? otherwise)
        {
            if (server.Secrets.FirstOrDefault(secret => variables.Contains(secret.Name)) is { } secret)
            {
                secrets.Add(secret with { Name = variable });
            }
            else if ((server.Configuration.FirstOrDefault(setting => variables.Contains(setting.Name))?.Value ?? otherwise) is { } value)
            {
                configuration.Add(new ClusterSetting(variable, value));
            }
        }
    }
}
