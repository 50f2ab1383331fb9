namespace MicroService.Hosting.Kubernetes;

/// <summary>The kind of object that runs a resource in a cluster.</summary>
public enum KubernetesWorkloadKind
{
    /// <summary>Interchangeable pods without data of their own.</summary>
    Deployment,

    /// <summary>A pod with a name and volumes of its own.</summary>
    StatefulSet,

    /// <summary>A pod that runs to its end.</summary>
    Job,
}
