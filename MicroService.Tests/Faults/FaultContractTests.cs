namespace MicroService.Tests.Faults;

[Collection(FaultIsolation.Name)]
public sealed class FaultContractTests(FaultStages stages)
{
    public static TheoryData<string> Faults => [.. FaultContracts.All.Select(contract => contract.Name).Where(name => name.Contains(FaultPace.Only, StringComparison.OrdinalIgnoreCase))];

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task FaultUnderLoad_CostsWhatTheContractSaysAndPasses(string fault)
    {
        var contract = FaultContracts.All.Single(contract => contract.Name == fault);
        var stage = await stages.ForAsync(contract.Dependency);
        for (var round = 0; round < FaultPace.Rounds; round++)
        {
            var outcome = await new FaultTrial(stage, contract).RunAsync();
            stages.Report.Add(outcome);

            Assert.True(outcome.Violations.Count == 0, $"{fault}:\n  {string.Join("\n  ", outcome.Violations)}");
        }
    }
}
