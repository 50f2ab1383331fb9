using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace MicroService.Cluster.Connections;

/// <summary>How the certificate of an API server is verified: by its name, always, and by the authority that issued it.</summary>
public abstract class ServerTrust
{
    private static readonly Oid ServerAuthentication = new("1.3.6.1.5.5.7.3.1");

    /// <summary>The authorities of the operating system.</summary>
    public static ServerTrust OfSystem { get; } = new SystemTrust();

    /// <summary>No verification.</summary>
    public static ServerTrust Everything { get; } = new NoVerification();

    /// <summary>Authorities in PEM.</summary>
    /// <exception cref="CryptographicException">It is not PEM.</exception>
    public static ServerTrust OfPem(string pem) => new OwnAuthorities(Read(pem));

    /// <summary>Authorities in a file, which is read for each connection: a rotated one counts at once.</summary>
    public static ServerTrust OfFile(string path) => new AuthorityFile(path);

    /// <summary>Tells trusted authorities apart: the same text for the same ones.</summary>
    internal abstract string Identify();

    /// <summary>Decides about a server's certificate.</summary>
    /// <param name="certificate">The certificate.</param>
    /// <param name="chain">What the server sent along.</param>
    /// <param name="errors">What the operating system has against it. Its verdict on the name stands.</param>
    internal abstract bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors);

    private static X509Certificate2Collection Read(string pem)
    {
        var authorities = new X509Certificate2Collection();
        authorities.ImportFromPem(pem);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("There is no certificate in it.");
    }

    private static bool IsIssuedBy(X509Certificate2Collection authorities, X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != SslPolicyErrors.None)
        {
            return false;
        }

        // One by one: while an authority is replaced, the old and the new one have the same name.
        return authorities.Any(authority => IsIssuedBy(authority, authorities, server, sent));
    }

    private static bool IsIssuedBy(X509Certificate2 authority, X509Certificate2Collection all, X509Certificate2 server, X509Chain? sent)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(authority);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(ServerAuthentication);
        // An authority that is not its own root is trusted all the same, as in Go.
        chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
        foreach (var other in all.Concat((sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>()).Select(element => element.Certificate)))
        {
            if (other.Subject != authority.Subject)
            {
                chain.ChainPolicy.ExtraStore.Add(other);
            }
        }

        return chain.Build(server) && chain.ChainElements.Any(element => IsSame(authority, element.Certificate));
    }

    private static string Identify(X509Certificate2Collection authorities) =>
        string.Join(',', authorities.Select(static authority => authority.GetCertHashString(HashAlgorithmName.SHA256)).Order(StringComparer.Ordinal));

    // Certificates count as equal by issuer and serial number, which anybody can write.
    private static bool IsSame(X509Certificate2 one, X509Certificate2 other) => one.RawDataMemory.Span.SequenceEqual(other.RawDataMemory.Span);

    private sealed class SystemTrust : ServerTrust
    {
        internal override string Identify() => "system";

        internal override bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors == SslPolicyErrors.None;
    }

    private sealed class NoVerification : ServerTrust
    {
        internal override string Identify() => "none";

        internal override bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => true;
    }

    private sealed class OwnAuthorities(X509Certificate2Collection authorities) : ServerTrust
    {
        internal override string Identify() => Identify(authorities);

        internal override bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => IsIssuedBy(authorities, certificate, chain, errors);
    }

    private sealed class AuthorityFile(string path) : ServerTrust
    {
        internal override string Identify()
        {
            try
            {
                return Identify(Read(File.ReadAllText(path)));
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
            {
                // Nothing can be read from the cluster until it is there again.
                return path;
            }
        }

        internal override bool Accepts(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) =>
            IsIssuedBy(Read(File.ReadAllText(path)), certificate, chain, errors);
    }
}
