using System.Security.Cryptography.X509Certificates;

namespace MicroService.Cluster.Credentials;

/// <summary>Where the credential of a cluster's caller comes from.</summary>
public abstract class CredentialSource
{
    /// <summary>The credential of an anonymous caller.</summary>
    public static CredentialSource Anonymous { get; } = new FixedCredential(Credential.None);

    /// <summary>The client certificate of the next connection; null without one.</summary>
    public virtual X509Certificate2? Certificate => null;

    /// <summary>The credential for the next request.</summary>
    /// <exception cref="CredentialException">There is none.</exception>
    public abstract ValueTask<Credential> GetAsync(CancellationToken cancellationToken);

    /// <summary>Looks for a newer credential after the server has rejected one with 401.</summary>
    /// <returns>True if there is one, so that the request is worth another try.</returns>
    /// <exception cref="CredentialException">There is none.</exception>
    public virtual ValueTask<bool> RenewAsync(Credential rejected, CancellationToken cancellationToken) => ValueTask.FromResult(false);
}

/// <summary>A credential could not be got; the message says why, and what to do.</summary>
public sealed class CredentialException(string message) : Exception(message);

/// <summary>A credential that never changes.</summary>
internal sealed class FixedCredential(Credential credential) : CredentialSource
{
    public override X509Certificate2? Certificate => credential.Certificate;

    public override ValueTask<Credential> GetAsync(CancellationToken cancellationToken) => ValueTask.FromResult(credential);
}
