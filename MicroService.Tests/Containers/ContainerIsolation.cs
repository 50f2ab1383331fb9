namespace MicroService.Tests.Containers;

/// <summary>Tests that run containers: beside nothing else, as the native build takes the machine and a load is held against a limit of memory.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ContainerIsolation : ICollectionFixture<Podman>
{
    public const string Name = "containers";
}
