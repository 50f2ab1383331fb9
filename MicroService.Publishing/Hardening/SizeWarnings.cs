using MicroService.Publishing.Images;
using MicroService.Publishing.Objects;
using MicroService.Publishing.Pods;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Hardening;

/// <summary>Warns about sizes below what is known of an image, and about those that are only guesses.</summary>
internal static class SizeWarnings
{
    public static IEnumerable<PublishWarning> Of(ApplicationManifests application)
    {
        var options = application.Options;
        foreach (var workload in application.Model.Workloads.Where(workload => workload.Kind != WorkloadKind.Job))
        {
            if (ImageMinimum.Of(workload.Profile) is not { } minimum)
            {
                continue;
            }

            var place = $"Kubernetes:Resources:{workload.Resource}:Memory";
            if (options.Resources.GetValueOrDefault(workload.Resource)?.Memory is { } own)
            {
                if (ContainerResources.IsBelow(own, minimum.Memory))
                {
                    yield return new PublishWarning(
                        workload.Resource, $"{place} is {own}, but {workload.Profile.Name} needs {minimum.Memory} ({minimum.Source}).", "Give it more, unless it was seen to work with less.", IsLoss: false);
                }
            }
            else if (options.Defaults.Memory is { } general && ContainerResources.IsBelow(general, minimum.Memory))
            {
                yield return new PublishWarning(
                    workload.Resource,
                    $"Kubernetes:Defaults:Memory is {general}, but {workload.Profile.Name} needs {minimum.Memory} ({minimum.Source}), so it has that.",
                    $"Set {place} to confirm it, or to another size.",
                    IsLoss: false);
            }
        }

        var guessed = application.Model.Workloads.Where(workload => IsGuess(workload) && options.Resources.GetValueOrDefault(workload.Resource)?.Memory is null).ToList();
        if (guessed.Count > 0)
        {
            yield return new PublishWarning(
                guessed[0].Resource,
                $"Nothing is known of the images of these, which seem to keep data, so their memory is a guess: {NameList.Of(guessed.Select(workload => $"{workload.Name} ({workload.Image.Reference}, {workload.Settings.Memory})"))}.",
                "Set Kubernetes:Resources:<name>:Memory to what each needs, and add a volume to the model where it keeps data.",
                IsLoss: false);
        }
    }

    private static bool IsGuess(ClusterWorkload workload) =>
        workload is { Kind: WorkloadKind.StatefulSet, IsProject: false, Profile: { IsKnown: false, DataFolder: null } } && ImageMinimum.Of(workload.Profile) is null;
}
