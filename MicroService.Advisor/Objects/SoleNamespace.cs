namespace MicroService.Advisor.Objects;

/// <summary>The only namespace that objects write, if others of them write none.</summary>
internal sealed class SoleNamespace
{
    // Whether workloads that are there with a namespace are there without one as well.
    private readonly Dictionary<(string Kind, string Name), bool> _hasNamespace = [];
    private string? _written;
    private bool _isOnly = true;
    private bool _isMissing;
    private bool _isOfTwoEnvironments;

    /// <summary>
    /// The namespace; null if there is none, or more than one, or none that an object leaves out, or if a workload is there with and without
    /// it: such manifests are of two environments.
    /// </summary>
    public string? Name => _isOnly && _isMissing && !_isOfTwoEnvironments && _written != KubernetesObject.DefaultNamespace ? _written : null;

    /// <summary>The one of these objects.</summary>
    public static SoleNamespace Of(IEnumerable<KubernetesObject> objects)
    {
        var sole = new SoleNamespace();
        foreach (var candidate in objects)
        {
            sole.Add(candidate);
        }

        return sole;
    }

    /// <summary>Takes note of another object.</summary>
    public void Add(KubernetesObject candidate)
    {
        // What an extension of the API server needs beside its own namespace
        // (https://kubernetes.io/docs/tasks/extend-kubernetes/setup-extension-api-server).
        if (candidate is { Kind: "RoleBinding" or "Role", WrittenNamespace: "kube-system" })
        {
            return;
        }

        if (candidate.WrittenNamespace is not { Length: > 0 } written)
        {
            _isMissing = true;
        }
        else
        {
            _isOnly &= _written is null || _written == written;
            _written ??= written;
        }

        if (_isOnly && IsWhole(candidate))
        {
            var hasNamespace = candidate.WrittenNamespace is { Length: > 0 };
            _isOfTwoEnvironments |= _hasNamespace.GetValueOrDefault((candidate.Kind, candidate.Name), hasNamespace) != hasNamespace;
            _hasNamespace[(candidate.Kind, candidate.Name)] = hasNamespace;
        }
    }

    // Patches have no selector.
    private static bool IsWhole(KubernetesObject candidate) => candidate.Workload is not null && candidate.Spec?.Has("selector") == true;
}
