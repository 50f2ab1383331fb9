using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>The names of containers in a sentence.</summary>
internal static class ContainerNames
{
    // A message that names dozens helps nobody.
    private const int Most = 5;

    public static string Of(IReadOnlyCollection<Container> containers)
    {
        var names = string.Join(", ", containers.Take(Most).Select(container => container.Name));
        return containers.Count switch
        {
            1 => $"the container {names}",
            <= Most => $"the containers {names}",
            _ => $"the containers {names} and {containers.Count - Most} more",
        };
    }
}
