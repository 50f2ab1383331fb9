namespace MicroService.Tests.AppHost;

/// <summary>Tests of the one running AppHost: they stop and hurt its resources, so they run one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class AppHostIsolation
{
    public const string Name = "AppHost";
}
