namespace MicroService.Publishing.Cluster;

/// <summary>The kind of object that runs a workload's pods.</summary>
internal enum WorkloadKind
{
    /// <summary>Any number of pods that are alike.</summary>
    Deployment,

    /// <summary>Pods with a name and volumes of their own.</summary>
    StatefulSet,

    /// <summary>Runs to its end, once for each time that it is applied.</summary>
    Job,
}
