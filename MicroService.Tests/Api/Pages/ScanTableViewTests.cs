using MicroService.Advisor.Reporting;
using MicroService.Api.Pages.Clusters;
using MicroService.Api.Scans;

namespace MicroService.Tests.Api.Pages;

/// <summary>Which scans are compared unless others are chosen.</summary>
public sealed class ScanTableViewTests
{
    [Fact]
    public void NewestTwoOfOneScope_AreChosen()
    {
        var (running, newest) = (Scan(ScanStatus.Running), Scan(ScanStatus.Done));
        var (other, former) = (Scan(ScanStatus.Done, "billing"), Scan(ScanStatus.Done));

        var view = new ScanTableView([running, newest, other, former], null);

        Assert.Equal((newest, former, true), (view.Later, view.Earlier, view.CanCompare));
    }

    [Fact]
    public void ScanOfAnotherScope_IsChosenWhereThereIsNoneOfTheSame()
    {
        var (newest, other) = (Scan(ScanStatus.Done, "shop"), Scan(ScanStatus.Done, "billing"));

        Assert.Equal(other, new ScanTableView([newest, other], null).Earlier);
    }

    [Theory]
    [InlineData(ScanStatus.Queued)]
    [InlineData(ScanStatus.Running)]
    [InlineData(ScanStatus.Failed)]
    public void ScanThatIsNotDone_IsNotCompared(ScanStatus status) =>
        Assert.False(new ScanTableView([Scan(ScanStatus.Done), Scan(status)], null).CanCompare);

    [Fact]
    public void ScanOfAnotherCluster_IsNotCompared() =>
        Assert.False(new ScanTableView([Scan(ScanStatus.Done), Scan(ScanStatus.Done) with { Cluster = "other" }], null).CanCompare);

    [Fact]
    public void NoScan_IsNotCompared() => Assert.False(new ScanTableView([], null).CanCompare);

    private static ScanSummary Scan(ScanStatus status, string? ns = null) => new(
        Guid.CreateVersion7(), default, default, status, ScanOrigin.Request, "sample", ns is null ? null : [ns], 1, 1, 90, "A", 1,
        new FindingCounts(0, 0, 0, 0), null);
}
