using MicroService.Tests.Corpora;
using MicroService.Tests.Golden;

namespace MicroService.Tests.Faults;

public sealed class FaultTableTests
{
    private const string Page = "docs/resilience.md";
    private const string Begin = "<!-- contract:", End = "<!-- /contract -->";

    [Fact]
    public void Page_HoldsTheContract()
    {
        var page = File.ReadAllText(RepositoryRoot.Combine(Page));
        var (begin, end) = (page.IndexOf('\n', page.IndexOf(Begin, StringComparison.Ordinal)) + 1, page.IndexOf(End, StringComparison.Ordinal));
        var tables = FaultContracts.All.GroupBy(contract => contract.Dependency).Select(dependency => FaultTable.Render([.. dependency]));

        GoldenFile.Matches(Page, $"{page[..begin]}\n{string.Join('\n', tables)}\n{page[end..]}");
    }

    [Fact]
    public void Contract_CoversEveryFaultOfEveryDependency() =>
        Assert.All(
            FaultContracts.All.GroupBy(contract => contract.Dependency),
            dependency => Assert.Equal(Enum.GetValues<FaultKind>(), dependency.Select(contract => contract.Kind).Order()));

    [Fact]
    public void Contract_NeverAllowsAnInternalError() =>
        Assert.DoesNotContain(FaultContracts.All.SelectMany(contract => contract.Calls), call => call.Allows("500"));
}
