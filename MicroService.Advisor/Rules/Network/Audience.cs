namespace MicroService.Advisor.Rules.Network;

/// <summary>Who may call a port; the wider, the greater.</summary>
internal enum Audience
{
    /// <summary>Pods of the same namespace.</summary>
    Namespace,

    /// <summary>Pods of any namespace: scrapers.</summary>
    Cluster,

    /// <summary>Anything: load balancers, ingress controllers, the API server.</summary>
    Everyone,
}
