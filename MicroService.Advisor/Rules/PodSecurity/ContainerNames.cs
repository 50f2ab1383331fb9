using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The names of containers in a sentence.</summary>
internal static class ContainerNames
{
    // A message that names dozens does not help.
    private const int Most = 5;

    public static string Of(IReadOnlyCollection<Container> containers)
    {
        if (containers.Any(container => container.Name.Length == 0))
        {
            var parts = string.Join(", ", containers.Take(Most).Select(container => container.Name.Length == 0 ? container.Called : $"the container {container.Name}"));
            return containers.Count <= Most ? parts : $"{parts} and {containers.Count - Most} more";
        }

        var names = string.Join(", ", containers.Take(Most).Select(container => container.Name));
        return containers.Count switch
        {
            1 => $"the container {names}",
            <= Most => $"the containers {names}",
            _ => $"the containers {names} and {containers.Count - Most} more",
        };
    }
}
