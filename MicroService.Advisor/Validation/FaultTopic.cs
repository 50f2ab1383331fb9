namespace MicroService.Advisor.Validation;

/// <summary>What a fault that the API server finds beyond its schema is about: the rule that reports it.</summary>
internal enum FaultTopic
{
    /// <summary>The name, its beginning or the namespace of an object.</summary>
    ObjectName,

    /// <summary>Keys and values of labels and annotations, wherever they are written.</summary>
    Label,

    /// <summary>The terms of label selectors and node selectors.</summary>
    Selector,

    /// <summary>Owners, finalizers and the size of annotations.</summary>
    Metadata,

    /// <summary>Requests, limits and other amounts.</summary>
    Resources,

    /// <summary>Names, images and policies of containers.</summary>
    Container,

    /// <summary>Ports of containers.</summary>
    Port,

    /// <summary>Environment variables.</summary>
    Environment,

    /// <summary>Mounts of volumes in containers.</summary>
    Mount,

    /// <summary>Probes and lifecycle hooks.</summary>
    Probe,

    /// <summary>Security contexts.</summary>
    Security,

    /// <summary>Volumes of pods.</summary>
    Volume,

    /// <summary>The other fields of pods.</summary>
    Pod,

    /// <summary>Where pods may run.</summary>
    Scheduling,

    /// <summary>Replicas, update strategies and histories of workloads.</summary>
    Workload,

    /// <summary>Jobs.</summary>
    Job,

    /// <summary>Schedules and time zones of CronJobs.</summary>
    Schedule,
}
