using MicroService.Cluster.Connections;
using MicroService.Cluster.Credentials;
using MicroService.Cluster.Discovery;
using MicroService.Cluster.Requests;
using MicroService.Samples.Certificates;
using MicroService.Samples.Clusters;
using MicroService.Samples.Serving;

namespace MicroService.Tests.Cluster.Connections;

public sealed class ServerTrustTests
{
    private const string Loopback = "127.0.0.1";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task CertificateOfTheAuthority_IsAccepted()
    {
        using var authority = new SampleAuthority("sample");
        await using var server = await ClusterServer.StartAsync(new ClusterContent(), authority: authority, name: Loopback);

        Assert.Equal("1.37", await VersionAsync(server, ServerTrust.OfPem(authority.Pem)));
    }

    [Fact]
    public async Task CertificateForAnotherName_IsRejected()
    {
        using var authority = new SampleAuthority("sample");
        await using var server = await ClusterServer.StartAsync(new ClusterContent(), authority: authority, name: "kubernetes.example.com");

        var exception = await Assert.ThrowsAsync<ApiException>(() => VersionAsync(server, ServerTrust.OfPem(authority.Pem)));

        Assert.Equal(ApiFailureKind.Certificate, exception.Failure.Kind);
    }

    [Fact]
    public async Task NameOfTheServerThatIsGiven_IsVerifiedInstead()
    {
        using var authority = new SampleAuthority("sample");
        await using var server = await ClusterServer.StartAsync(new ClusterContent(), authority: authority, name: "kubernetes.example.com");

        Assert.Equal("1.37", await VersionAsync(server, ServerTrust.OfPem(authority.Pem), "kubernetes.example.com"));
        await Assert.ThrowsAsync<ApiException>(() => VersionAsync(server, ServerTrust.OfPem(authority.Pem), "other.example.com"));
    }

    [Fact]
    public async Task AuthorityOfTheSameName_IsRejected()
    {
        using var authority = new SampleAuthority("sample");
        using var impostor = new SampleAuthority("sample");
        await using var server = await ClusterServer.StartAsync(new ClusterContent(), authority: impostor, name: Loopback);

        var exception = await Assert.ThrowsAsync<ApiException>(() => VersionAsync(server, ServerTrust.OfPem(authority.Pem)));

        Assert.Equal(ApiFailureKind.Certificate, exception.Failure.Kind);
    }

    [Fact]
    public async Task UnknownAuthority_IsRejectedByDefault()
    {
        using var authority = new SampleAuthority("sample");
        await using var server = await ClusterServer.StartAsync(new ClusterContent(), authority: authority, name: Loopback);

        await Assert.ThrowsAsync<ApiException>(() => VersionAsync(server, ServerTrust.OfSystem));
        Assert.Equal("1.37", await VersionAsync(server, ServerTrust.Everything));
    }

    [Fact]
    public async Task AuthorityThatRotated_IsFollowed()
    {
        using var before = new SampleAuthority("sample");
        using var after = new SampleAuthority("sample");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, before.Pem, Cancellation);
            var trust = ServerTrust.OfFile(file);
            await using (var server = await ClusterServer.StartAsync(new ClusterContent(), authority: before, name: Loopback))
            {
                await VersionAsync(server, trust);
            }

            await using (var server = await ClusterServer.StartAsync(new ClusterContent(), authority: after, name: Loopback))
            {
                await Assert.ThrowsAsync<ApiException>(() => VersionAsync(server, trust));
                await File.WriteAllTextAsync(file, $"{before.Pem}\n{after.Pem}", Cancellation);
                Assert.Equal("1.37", await VersionAsync(server, trust));
            }
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string?> VersionAsync(ClusterServer server, ServerTrust trust, string? name = null)
    {
        using var client = SampleCluster.Client(new ClusterConnection
        {
            Name = "test",
            Server = server.Address,
            Trust = trust,
            ServerName = name,
            Credentials = new FixedCredential(Credential.OfToken(server.Token)),
        });
        return await new ApiDiscovery(client).ReadVersionAsync(Cancellation);
    }
}
