namespace MicroService.Publishing.Settings;

/// <summary>The kind of object that runs a workload's pods.</summary>
internal enum WorkloadKind
{
    /// <summary>Any number of identical pods.</summary>
    Deployment,

    /// <summary>Pods with stable names and their own volumes.</summary>
    StatefulSet,

    /// <summary>Runs to completion, once each time it is applied.</summary>
    Job,
}
