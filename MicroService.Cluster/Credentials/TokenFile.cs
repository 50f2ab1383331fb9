using System.Security.Cryptography.X509Certificates;

namespace MicroService.Cluster.Credentials;

/// <summary>A token in a file that the kubelet, or a person, replaces: it is read again once a second at most, and after a 401.</summary>
internal sealed class TokenFile(string path, TimeProvider time, CredentialSource? certified = null) : CredentialSource
{
    private static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private Reading? _last;

    public override X509Certificate2? Certificate => certified?.Certificate;

    public override async ValueTask<Credential> GetAsync(CancellationToken cancellationToken)
    {
        var last = Volatile.Read(ref _last);
        return last is not null && time.GetElapsedTime(last.At) < Age ? last.Credential : (await ReadAsync(cancellationToken).ConfigureAwait(false)).Credential;
    }

    public override async ValueTask<bool> RenewAsync(Credential rejected, CancellationToken cancellationToken) =>
        (await ReadAsync(cancellationToken).ConfigureAwait(false)).Credential.Authorization?.Parameter != rejected.Authorization?.Parameter;

    private async ValueTask<Reading> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)).Trim();
            var reading = token.Length > 0
                ? new Reading(Credential.OfToken(token), time.GetTimestamp())
                : throw new CredentialException($"The token file {path} is empty.");
            Volatile.Write(ref _last, reading);
            return reading;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CredentialException($"The token file {path} can't be read: {exception.Message}");
        }
    }

    private sealed record Reading(Credential Credential, long At);
}
