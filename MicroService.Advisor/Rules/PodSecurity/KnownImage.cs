using MicroService.Advisor.Objects;

namespace MicroService.Advisor.Rules.PodSecurity;

/// <summary>What is known of a public image: the user that it is built to run as, and where it writes besides <c>/tmp</c> and its data.</summary>
/// <param name="User">The uid.</param>
/// <param name="ScratchPaths">Folders for sockets, pid files and caches.</param>
internal sealed record KnownImage(long User, params IReadOnlyList<string> ScratchPaths)
{
    private static readonly string[] HubPrefixes = ["docker.io/", "index.docker.io/", "public.ecr.aws/docker/", "library/"];

    // The uid in each image's own Dockerfile.
    private static readonly Dictionary<string, KnownImage> ByRepository = new(StringComparer.Ordinal)
    {
        ["postgres"] = new(999, "/var/run/postgresql"),
        ["mysql"] = new(999, "/var/run/mysqld"),
        ["mariadb"] = new(999, "/run/mysqld"),
        ["mongo"] = new(999),
        ["redis"] = new(999),
        ["valkey/valkey"] = new(999),
        ["rabbitmq"] = new(999),
        ["memcached"] = new(11211),
        ["haproxy"] = new(99),
        ["nginx"] = new(101, "/var/cache/nginx", "/var/run"),
        ["nginxinc/nginx-unprivileged"] = new(101),
        ["grafana/grafana"] = new(472),
        ["prom/prometheus"] = new(65534),
        ["quay.io/prometheus/prometheus"] = new(65534),
        ["prom/alertmanager"] = new(65534),
        ["quay.io/prometheus/alertmanager"] = new(65534),
    };

    private static readonly Dictionary<string, KnownImage> OnAlpine = new(StringComparer.Ordinal)
    {
        ["postgres"] = new(70, "/var/run/postgresql"),
        ["rabbitmq"] = new(100),
    };

    private static readonly KnownImage Distroless = new(65532);

    /// <summary>What is known of the image, or null.</summary>
    public static KnownImage? Of(ImageReference image)
    {
        var repository = HubPrefixes.Aggregate(image.Repository, (name, prefix) => name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : name);
        if (repository.StartsWith("gcr.io/distroless/", StringComparison.Ordinal) || repository.StartsWith("cgr.dev/chainguard/", StringComparison.Ordinal))
        {
            return Distroless;
        }

        var isAlpine = image.Tag?.Contains("alpine", StringComparison.Ordinal) ?? false;
        return (isAlpine ? OnAlpine.GetValueOrDefault(repository) : null) ?? ByRepository.GetValueOrDefault(repository);
    }
}
