namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>A cluster on this machine that takes images without a registry.</summary>
/// <param name="Program">The program that loads an image's archive.</param>
internal sealed record LocalCluster(string Program, Func<string, IReadOnlyList<string>> Arguments)
{
    private const string Kind = "kind-";
    private const string K3d = "k3d-";

    /// <summary>The cluster that a context's name tells of, by the names that the tools give; null for any other.</summary>
    public static LocalCluster? Of(string context) => context switch
    {
        _ when context.StartsWith(Kind, StringComparison.Ordinal) => new("kind", archive => ["load", "image-archive", archive, "--name", context[Kind.Length..]]),
        _ when context.StartsWith(K3d, StringComparison.Ordinal) => new("k3d", archive => ["image", "import", archive, "--cluster", context[K3d.Length..]]),
        "minikube" => new("minikube", archive => ["image", "load", archive]),
        "docker-desktop" or "rancher-desktop" or "orbstack" or "colima" => new("docker", archive => ["load", "--input", archive]),
        _ => null,
    };
}
