using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Kubernetes.Resources;
using MicroService.Publishing.Databases;
using MicroService.Publishing.Helm;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Hosting.Charts;

/// <summary>The Jobs that create a server's databases, which Aspire itself does only while it runs the model.</summary>
internal static class ChartDatabases
{
    public static IReadOnlyList<ClusterWorkload> Of(IResource resource, ClusterWorkload server, Func<string, WorkloadSettings> settings)
    {
        if (resource is not PostgresServerResource { Databases: { Count: > 0 } databases } || DatabaseEngine.Of(server.Profile.Name) is not { } engine)
        {
            return [];
        }

        // The host that the Job is told is the server's Service, whose name is another in a chart.
        return
        [
            .. from database in databases
               where CreatedDatabases.IsPlain(database.Value)
               let job = DatabaseJob.Of(new CreatedDatabase(database.Key, server.Resource, database.Value, engine), server, $"{server.Name}-{database.Key.ToLowerInvariant()}-create", settings(database.Key))
               select job with { Configuration = [.. job.Configuration.Select(setting => setting.Name == DatabaseEngine.HostVariable ? setting with { Value = ObjectNames.OfService(server.Name) } : setting)] },
        ];
    }

    /// <summary>The Job's Secret, with the values of the server's; null if it needs none.</summary>
    public static Secret? SecretOf(ClusterWorkload job, Secret? server)
    {
        if (server is null || job.Secrets.Count == 0 || DatabaseEngine.Of(job.Profile.Name) is not { } engine)
        {
            return null;
        }

        var secret = new Secret { Metadata = { Name = job.SecretName } };
        foreach (var name in job.Secrets.Select(needed => needed.Name))
        {
            var variables = name == engine.ClientPassword ? engine.PasswordVariables : [engine.UserVariable!];
            secret.StringData[name] = server.StringData[variables.First(server.StringData.ContainsKey)];
        }

        return secret;
    }
}
