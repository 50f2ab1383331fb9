namespace MicroService.Tests.Faults;

/// <summary>Faults are tried one after the other and beside nothing else: what else ran would have its share in latencies and footprints.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultIsolation : ICollectionFixture<FaultStages>
{
    public const string Name = "Faults";
}
