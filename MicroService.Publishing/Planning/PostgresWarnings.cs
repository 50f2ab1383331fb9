using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Planning;

/// <summary>The warning about a PostgreSQL of one's own whose data moves within its volume.</summary>
internal static class PostgresWarnings
{
    public static IEnumerable<PublishWarning> Of(WorkloadResource resource, ImageProfile profile)
    {
        if (PostgresFolder.IsOf(resource, profile))
        {
            yield return new PublishWarning(
                resource.Name,
                $"Its data is in {PostgresFolder.Below.Value}, as initdb takes no folder with a lost+found: a database that is already in the volume is not seen.",
                $"Move such data into the folder pgdata of the volume, or set Kubernetes:Resources:{resource.Name}:Environment:{PostgresFolder.Variable} to {PostgresFolder.Folder}.",
                IsLoss: false);
        }
    }
}
