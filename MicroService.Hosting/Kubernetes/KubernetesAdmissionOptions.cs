namespace MicroService.Hosting.Kubernetes;

/// <summary>How a workload becomes the cluster's admission webhook. Without <see cref="Workload"/> nothing of it is published.</summary>
public sealed class KubernetesAdmissionOptions
{
    /// <summary>The resource that answers.</summary>
    /// <value>The name of a resource; null for none, the default.</value>
    public string? Workload { get; set; }

    /// <summary>The port that it answers at.</summary>
    /// <value>1 to 65535; default 8443.</value>
    public int? Port { get; set; }

    /// <summary>The Secret of type <c>kubernetes.io/tls</c> with its certificate.</summary>
    /// <value>The name of a Secret; default the workload's name and <c>-admission-tls</c>.</value>
    public string? CertificateSecret { get; set; }

    /// <summary>Whether only callers with a certificate of the Secret's <c>ca.crt</c> get in.</summary>
    /// <value>Default false.</value>
    public bool? VerifiesClients { get; set; }

    /// <summary>The Certificate of cert-manager whose authority it writes into the webhooks.</summary>
    /// <value><c>namespace/name</c>; null for <see cref="AuthorityFile"/>.</value>
    public string? InjectFrom { get; set; }

    /// <summary>The file with the authorities that the API server verifies the certificate with.</summary>
    /// <value>A path to a file in PEM; null for <see cref="InjectFrom"/>.</value>
    public string? AuthorityFile { get; set; }

    /// <summary>How long the API server waits.</summary>
    /// <value>1 to 30 seconds; default 5.</value>
    public int? TimeoutSeconds { get; set; }

    /// <summary>Where API servers call from.</summary>
    /// <value>CIDRs; every address by default.</value>
    public IList<string>? Callers { get; set; }

    /// <summary>The label of namespaces whose objects may be denied.</summary>
    /// <value>The key of a label; default <c>advisor.microservice.dev/admission</c>, whose value must be <c>deny</c>.</value>
    public string? DenyLabel { get; set; }
}
