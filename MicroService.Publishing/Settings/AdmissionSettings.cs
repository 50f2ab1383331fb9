namespace MicroService.Publishing.Settings;

/// <summary>
/// How a workload becomes the cluster's admission webhook: <c>Kubernetes:Admission</c>. Without <see cref="Workload"/> nothing of it is published.
/// </summary>
internal sealed record AdmissionSettings
{
    /// <summary>The resource that answers; null for none.</summary>
    public string? Workload { get; init; }

    /// <summary>The port that it answers at. 1 to 65535; default 8443.</summary>
    public int Port { get; init; } = 8443;

    /// <summary>The Secret of type <c>kubernetes.io/tls</c> with its certificate; null for the workload's name and <c>-admission-tls</c>.</summary>
    public string? CertificateSecret { get; init; }

    /// <summary>Whether only callers with a certificate of the Secret's <c>ca.crt</c> get in.</summary>
    public bool VerifiesClients { get; init; }

    /// <summary>The Certificate of cert-manager, <c>namespace/name</c>, whose authority it writes into the webhooks; null for <see cref="Authorities"/>.</summary>
    public string? InjectFrom { get; init; }

    /// <summary>The PEM file with the authorities that the API server verifies the certificate with, as text; null for <see cref="InjectFrom"/>.</summary>
    public string? Authorities { get; init; }

    /// <summary>How long the API server waits. 1 to 30; default 5.</summary>
    public int TimeoutSeconds { get; init; } = 5;

    /// <summary>The CIDRs that API servers call from; empty for every address.</summary>
    public IReadOnlyList<string> Callers { get; init; } = [];

    /// <summary>The label of namespaces whose objects may be denied.</summary>
    public string DenyLabel { get; init; } = "advisor.microservice.dev/admission";

    /// <summary>Whether the resource answers.</summary>
    public bool IsOf(string resource) => resource.Equals(Workload, StringComparison.OrdinalIgnoreCase);
}
