using MicroService.Tests.Golden;

namespace MicroService.Tests.Faults;

public sealed class FaultTableTests
{
    [Fact]
    public void Page_HoldsTheContract()
    {
        var tables = FaultContracts.All.GroupBy(contract => contract.Dependency).Select(dependency => FaultTable.Render([.. dependency]));

        GoldenFile.Matches(FaultPage.Path, FaultPage.With(FaultPage.Contract, string.Join('\n', tables)));
    }

    [Fact]
    public void Page_HasRoomForWhatWasSeen() => Assert.Contains("seen", FaultPage.With(FaultPage.Observed, "seen"), StringComparison.Ordinal);

    [Fact]
    public void Contract_CoversEveryFaultOfEveryDependency() =>
        Assert.All(
            FaultContracts.All.GroupBy(contract => contract.Dependency),
            dependency => Assert.Equal(Enum.GetValues<FaultKind>(), dependency.Select(contract => contract.Kind).Order()));

    [Theory]
    [InlineData(3)]
    [InlineData(6)]
    public void Contract_AllowsFarLessThanATrialWaits(double totalTimeoutSeconds) =>
        Assert.All(FaultContracts.All, contract => Assert.True(2 * contract.Recovery.Of(TimeSpan.FromSeconds(totalTimeoutSeconds)) < FaultTrial.Patience, contract.Name));

    [Fact]
    public void Contract_NeverAllowsAnInternalError() =>
        Assert.DoesNotContain(FaultContracts.All.SelectMany(contract => contract.Calls), call => call.Allows("500"));
}
