using MicroService.Advisor.Manifests;
using MicroService.Publishing.Settings;
using MicroService.Tests.Publishing.Hardening;

namespace MicroService.Tests.Publishing.Pods;

public sealed class PodLifecycleTests
{
    private const string Server = """ "app": { "type": "container.v0", "image": "example.com/app:1.2.3", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8080 } } } """;
    private const string Worker = """ "app": { "type": "container.v0", "image": "example.com/app:1.2.3" } """;

    public static TheoryData<string> Variants => [.. OwnModel.Variants];

    [Theory]
    [InlineData(5, 25, 35)]
    [InlineData(1, 1, 7)]
    [InlineData(600, 3600, 4205)]
    public void GracePeriod_HoldsPauseShutdownAndMargin(int preStop, int shutdown, long expected)
    {
        var pod = HardenedPod.Of(Server, new WorkloadSettings { PreStop = TimeSpan.FromSeconds(preStop), Shutdown = TimeSpan.FromSeconds(shutdown) });

        Assert.Equal(expected, pod.Workload.TerminationGracePeriodSeconds);
        Assert.True(pod.Workload.TerminationGracePeriodSeconds > preStop + shutdown);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void Api_HasTimeToDrainAndToStop(string variant)
    {
        var pod = HardenedPod.Own("api", variant);

        // preStop, Lifecycle:DrainDelay and Lifecycle:ShutdownTimeout
        Assert.True(pod.Workload.TerminationGracePeriodSeconds > 5 + 5 + 20);
        Assert.Equal(5, ((MappingNode)pod.Container.At("lifecycle", "preStop", "sleep")!).Integer("seconds"));
    }

    [Fact]
    public void Api_RunsItsWarmUpAfterTheStart() =>
        Assert.Equal(["/app/MicroService.Api", "warm-up"], ((SequenceNode)HardenedPod.Own("api").Container.At("lifecycle", "postStart", "exec", "command")!).Items.Select(item => item.ToString()));

    [Fact]
    public void Worker_StopsAtOnce() => Assert.False(HardenedPod.Of(Worker).Container.Has("lifecycle"));
}
