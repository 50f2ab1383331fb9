using System.Collections.Frozen;
using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.Images;

/// <summary>Well-known public images that exist with a whole operating system and without.</summary>
internal static class BaseImage
{
    private static readonly string[] OfficialPrefixes = ["docker.io/library/", "docker.io/", "index.docker.io/library/", "library/", "public.ecr.aws/docker/library/", "mirror.gcr.io/library/"];

    private static readonly FrozenSet<string> Systems = FrozenSet.ToFrozenSet(
        ["ubuntu", "debian", "centos", "fedora", "rockylinux", "almalinux", "amazonlinux", "oraclelinux", "archlinux", "photon", "buildpack-deps"], StringComparer.Ordinal);

    private static readonly FrozenSet<string> Languages = FrozenSet.ToFrozenSet(
        ["python", "node", "ruby", "golang", "rust", "php", "perl", "openjdk", "eclipse-temurin", "amazoncorretto", "maven", "gradle", "elixir", "erlang", "haskell", "swift", "mono", "dart"],
        StringComparer.Ordinal);

    private static readonly string[] SmallTags = ["slim", "alpine", "chiseled", "distroless", "busybox", "scratch", "static", "nanoserver"];

    /// <summary>
    /// What the image brings along that a service doesn't need, or null if it is small; false if the image is not one of those known.
    /// </summary>
    public static bool TryGet(ImageReference image, out string? ballast)
    {
        var name = Official(image.Repository);
        var isSmall = SmallTags.Any(small => image.Tag?.Contains(small, StringComparison.OrdinalIgnoreCase) == true);
        ballast = null;
        if (image.Repository.StartsWith("gcr.io/distroless/", StringComparison.Ordinal) || image.Repository.StartsWith("cgr.dev/chainguard/", StringComparison.Ordinal))
        {
            return true;
        }

        if (Systems.Contains(name))
        {
            ballast = isSmall ? null : "a whole Linux distribution";
            return true;
        }

        if (Languages.Contains(name))
        {
            ballast = isSmall ? null : "a distribution with compilers and package managers";
            return true;
        }

        switch (image.Repository)
        {
            case "mcr.microsoft.com/dotnet/sdk":
                ballast = "the whole .NET SDK";
                return true;
            case "mcr.microsoft.com/dotnet/aspnet" or "mcr.microsoft.com/dotnet/runtime" or "mcr.microsoft.com/dotnet/runtime-deps":
                ballast = isSmall ? null : "a Linux distribution with shell and package manager, unlike its -chiseled variant";
                return true;
            default:
                return false;
        }
    }

    private static string Official(string repository)
    {
        var prefix = OfficialPrefixes.FirstOrDefault(prefix => repository.StartsWith(prefix, StringComparison.Ordinal));
        return prefix is null ? repository : repository[prefix.Length..];
    }
}
