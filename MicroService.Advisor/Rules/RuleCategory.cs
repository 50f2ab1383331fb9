namespace MicroService.Advisor.Rules;

/// <summary>The part of the checklist that a rule belongs to; also its folder.</summary>
public enum RuleCategory
{
    /// <summary>What the API server refuses. It weighs nothing in the score: an object that is refused has grade F.</summary>
    Validity,

    /// <summary>Startup, readiness and liveness probes.</summary>
    Probes,

    /// <summary>What happens when pods start and stop.</summary>
    Lifecycle,

    /// <summary>Rolling updates, replicas and where they run.</summary>
    Rollout,

    /// <summary>Horizontal scaling.</summary>
    Scaling,

    /// <summary>Staying up while nodes drain.</summary>
    Disruption,

    /// <summary>Requests, limits and runtime memory settings.</summary>
    Resources,

    /// <summary>Image references.</summary>
    Images,

    /// <summary>The Restricted Pod Security standard and what goes with it.</summary>
    PodSecurity,

    /// <summary>Service accounts and what they may do.</summary>
    Identity,

    /// <summary>Network policies, Services and Ingresses.</summary>
    Network,

    /// <summary>Credentials and their rotation.</summary>
    Secrets,

    /// <summary>Configuration outside the code.</summary>
    Configuration,

    /// <summary>Metrics and traces.</summary>
    Observability,

    /// <summary>Jobs and CronJobs.</summary>
    Jobs,

    /// <summary>Labels, versions and references.</summary>
    Hygiene,
}
