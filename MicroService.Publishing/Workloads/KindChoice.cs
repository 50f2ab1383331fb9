using System.Text.RegularExpressions;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Rules.PodSecurity;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Images;
using MicroService.Publishing.Settings;

namespace MicroService.Publishing.Workloads;

/// <summary>Chooses the kind of a workload.</summary>
/// <remarks>
/// The settings come first. What keeps data (a volume, an image with a data folder, a well-known store) is a StatefulSet, and so is a
/// container with a connection string: only servers have one, and two pods of a server are two servers. A manifest does not say what
/// runs to its end: a Job is what listens on no port, keeps nothing, and whose name says that it migrates, seeds or sets up, or whose image
/// does nothing else. With ports,
/// such a name is only pointed out, since a Deployment of something that ends restarts it for ever, but a Job of a server never ends; it
/// gets
/// one pod, since what sets up something must not do it twice at once.
/// </remarks>
internal static partial class KindChoice
{
    // Each migrates a database and ends, whatever it is told; shells, curl and mc may be told to go on for ever.
    private static readonly string[] Tools =
        ["flyway/flyway", "redgate/flyway", "liquibase", "liquibase/liquibase", "migrate/migrate", "amacneil/dbmate", "ghcr.io/amacneil/dbmate"];

    public static WorkloadKind Of(WorkloadResource resource, ClusterImage image, ImageProfile profile, WorkloadSettings settings) =>
        settings.Kind
        ?? (KeepsData(resource, image, profile) ? WorkloadKind.StatefulSet
            : resource.Bindings.Count == 0 && (SoundsLikeItEnds(resource.Name) || IsTool(resource, image)) ? WorkloadKind.Job
            : WorkloadKind.Deployment);

    /// <summary>
    /// Defaults that depend on the kind, and on whether the kind is certain. They replace the built-in ones, never a setting.
    /// </summary>
    public static WorkloadSettings Defaults(WorkloadResource resource, WorkloadKind kind, ImageProfile profile, WorkloadSettings said)
    {
        var isOne = profile.IsSingle || (said.Kind is null && SoundsLikeItEnds(resource.Name));
        var isInDoubt = isOne && kind == WorkloadKind.Deployment && said is { MinReplicas: null, MaxReplicas: null };
        return new WorkloadSettings
        {
            StartupTime = said.StartupTime is null && kind == WorkloadKind.StatefulSet ? WorkloadDefaults.RecoveryTime : null,
            MinReplicas = isInDoubt ? 1 : null,
            MaxReplicas = isInDoubt ? 1 : null,
        };
    }

    /// <summary>What a person has to look at, since the name says something that the model does not.</summary>
    public static PublishWarning? Doubt(WorkloadResource resource, WorkloadKind kind, ImageProfile profile, WorkloadSettings settings)
    {
        if (settings.Kind is null && resource is ContainerResource { ConnectionString: not null, Volumes.Count: 0 } && profile is { IsKnown: false, DataFolder: null })
        {
            return new PublishWarning(resource.Name, "It has a connection string, so it is treated as a server with a single pod.", $"If it may have more pods, set Kubernetes:Resources:{resource.Name}:Kind to Deployment.", IsLoss: false);
        }

        if (settings.Kind is null && kind == WorkloadKind.Job && !SoundsLikeItEnds(resource.Name))
        {
            return new PublishWarning(resource.Name, "It listens on no port and its image is a tool that runs to completion, so it is a Job.", $"If it runs forever, set Kubernetes:Resources:{resource.Name}:Kind to Deployment.", IsLoss: false);
        }

        if (settings.Kind is not null || kind == WorkloadKind.StatefulSet || !SoundsLikeItEnds(resource.Name))
        {
            return null;
        }

        return kind == WorkloadKind.Job
            ? new PublishWarning(resource.Name, "It listens on no port and its name says that it runs to completion, so it is a Job.", $"If it runs forever, set Kubernetes:Resources:{resource.Name}:Kind to Deployment.", IsLoss: false)
            : new PublishWarning(resource.Name, "Its name says that it runs to completion, but it listens on a port, so it is a Deployment with one pod unless the settings say otherwise.", $"If it ends, set Kubernetes:Resources:{resource.Name}:Kind to Job; if it serves, set Kind to Deployment.", IsLoss: false);
    }

    private static bool KeepsData(WorkloadResource resource, ClusterImage image, ImageProfile profile) =>
        resource is ContainerResource { Volumes.Count: > 0 } or ContainerResource { ConnectionString: not null } || profile.DataFolder is not null
        || (!image.IsBuilt && DataStore.Is(ImageReference.Parse(image.Reference)));

    // With an entrypoint of somebody else the image says nothing.
    private static bool IsTool(WorkloadResource resource, ClusterImage image) =>
        resource is ContainerResource { Entrypoint: null or "" } && !image.IsBuilt && Tools.Contains(KnownImage.RepositoryOf(ImageReference.Parse(image.Reference)));

    private static bool SoundsLikeItEnds(string name) => Task().IsMatch(name);

    // A word of its own, in kebab-case or camelCase, alone or with "db" before it.
    [GeneratedRegex("(?:(?:^|[-_.])(?i:db|database)?(?i:migrations?|migrator|migrate|seed|seeder|seeding|setup)|[a-z0-9](?:Migrations?|Migrator|Migrate|Seed|Seeder|Seeding|Setup))(?:$|[A-Z0-9]|[-_.])", RegexOptions.CultureInvariant)]
    private static partial Regex Task();
}
