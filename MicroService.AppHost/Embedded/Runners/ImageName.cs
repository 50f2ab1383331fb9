namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Reads container image references.</summary>
internal static class ImageName
{
    /// <summary>The last part of the repository: <c>garnet</c> for <c>ghcr.io/microsoft/garnet:1.0</c>.</summary>
    public static string ShortName(string? image)
    {
        var repository = (image ?? string.Empty).Split('@')[0];
        var last = repository[(repository.LastIndexOf('/') + 1)..];
        return last.Split(':')[0];
    }
}
