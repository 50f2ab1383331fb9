using MicroService.AppHost.Kubernetes.Cluster;

namespace MicroService.Tests.AppHost.Kubernetes.Hardening;

public sealed class HardeningTests
{
    private static readonly HardenedApplication Own = Hardened.Of(OwnModel.Model, OwnModel.Options);

    [Fact]
    public void OwnModel_LeavesNothingToFind()
    {
        if (Environment.GetEnvironmentVariable("SHOW") is { } folder)
        {
            foreach (var file in Own.Files)
            {
                File.WriteAllText(Path.Combine(folder, $"{file.Name}.yaml"), file.Print());
            }
        }

        Assert.Empty(Own.Review.Select(finding => finding.ToString()));
    }

    [Fact]
    public void Hardened_HardenedAgain_StaysAsItIs()
    {
        var again = Hardened.Of(OwnModel.Model, OwnModel.Options, Own.Files);

        Assert.Equal(Hardened.Text(Own), Hardened.Text(again));
        Assert.Empty(again.Applied);
    }
}
