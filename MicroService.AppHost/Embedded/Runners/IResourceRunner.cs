using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded.Health;

namespace MicroService.AppHost.Embedded.Runners;

/// <summary>Knows how to run one kind of resource without containers.</summary>
internal interface IResourceRunner
{
    /// <summary>What the table says the resource runs as.</summary>
    string Kind { get; }

    bool CanRun(WorkloadResource resource);

    /// <summary>Why it can't run on this machine although it could on others, or null. Such a resource is skipped.</summary>
    string? Missing();

    /// <summary>Builds or restores what is to be run. May take its time; may be called again after a failure.</summary>
    Task<Preparation> PrepareAsync(ResourceScope scope, CancellationToken cancellationToken);

    IHealthProbe Probe(ResourceScope scope);
}
