using MicroService.Cluster.Connections;
using MicroService.Samples.Certificates;

namespace MicroService.Tests.Cluster.Connections;

public sealed class ClusterConnectionTests
{
    private static readonly Uri SameAddress = new("https://10.96.0.1:443");

    [Fact]
    public void Clusters_AreToldApartByTheirAuthority()
    {
        using var one = new SampleAuthority("one");
        using var other = new SampleAuthority("one");
        var connection = new ClusterConnection { Name = "in-cluster", Server = SameAddress, Trust = ServerTrust.OfPem(one.Pem) };

        Assert.NotEqual(connection.Identify(), (connection with { Trust = ServerTrust.OfPem(other.Pem) }).Identify());
        Assert.NotEqual(connection.Identify(), (connection with { Trust = ServerTrust.OfSystem }).Identify());
        Assert.Equal(connection.Identify(), (connection with { Name = "again", Trust = ServerTrust.OfPem(one.Pem) }).Identify());
    }

    [Fact]
    public async Task AuthorityInAFile_IsTheSame()
    {
        using var authority = new SampleAuthority("one");
        var folder = Directory.CreateTempSubdirectory("microservice-authority-");
        try
        {
            var file = Path.Combine(folder.FullName, "ca.crt");
            await File.WriteAllTextAsync(file, authority.Pem, TestContext.Current.CancellationToken);
            var connection = new ClusterConnection { Name = "in-cluster", Server = SameAddress, Trust = ServerTrust.OfFile(file) };

            var known = connection.Identify();
            Assert.Equal((connection with { Trust = ServerTrust.OfPem(authority.Pem) }).Identify(), known);
            File.Delete(file);
            Assert.NotEqual(known, connection.Identify());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
