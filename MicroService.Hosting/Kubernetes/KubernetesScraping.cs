namespace MicroService.Hosting.Kubernetes;

/// <summary>How Prometheus finds the pods that it scrapes.</summary>
public enum KubernetesScraping
{
    /// <summary>By the annotations <c>prometheus.io/scrape</c> and so on.</summary>
    Annotations,

    /// <summary>By a ServiceMonitor of the Prometheus Operator.</summary>
    ServiceMonitor,

    /// <summary>By a PodMonitor of the Prometheus Operator.</summary>
    PodMonitor,
}
