namespace MicroService.Advisor.Objects;

/// <summary>The only namespace that objects write, if others of them write none.</summary>
internal sealed class SoleNamespace
{
    private string? _written;
    private bool _isOnly = true;
    private bool _isMissing;

    /// <summary>The namespace; null if there is none, or more than one, or none that an object leaves out.</summary>
    public string? Name => _isOnly && _isMissing && _written != KubernetesObject.DefaultNamespace ? _written : null;

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
    }
}
