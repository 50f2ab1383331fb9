using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MicroService.Hosting.Kubernetes;
using MicroService.Hosting.Kubernetes.Publication;
using MicroService.Publishing.Settings;
using Microsoft.Extensions.Configuration;

namespace MicroService.Tests.Hosting.Kubernetes;

public sealed class CodeSettingsTests
{
    [Theory]
    [InlineData(typeof(WorkloadSettings), typeof(KubernetesWorkloadOptions))]
    [InlineData(typeof(KubernetesOptions), typeof(HardenedKubernetesOptions))]
    public void EverySetting_IsReachableFromCode(Type settings, Type options)
    {
        // Those of resources and overlays have methods of their own.
        string[] elsewhere = [nameof(KubernetesOptions.Resources), nameof(KubernetesOptions.Overlays)];

        Assert.Equal(
            settings.GetProperties().Select(property => property.Name).Except(elsewhere).Order(StringComparer.Ordinal),
            options.GetProperties().Select(property => property.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void EverySettingOfAWorkload_ArrivesAsItWasSaid()
    {
        var settings = Read(builder => builder.AddContainer("api", "nginx").WithKubernetes(options =>
        {
            options.Kind = KubernetesWorkloadKind.StatefulSet;
            options.Cpu = "250m";
            options.MinReplicas = 3;
            options.MaxReplicas = 3;
            options.Shutdown = TimeSpan.FromSeconds(25);
            options.ReadOnlyRoot = false;
            options.User = 1000;
            options.WarmUp = ["/app/api", "warm-up"];
            options.Scratch = [];
            options.Environment = new Dictionary<string, string> { ["A__B"] = "1" };
        })).Of("api");

        Assert.Equal(("StatefulSet", "250m", 3, 3), ($"{settings.Kind}", settings.Cpu, settings.MinReplicas, settings.MaxReplicas));
        Assert.Equal((TimeSpan.FromSeconds(25), false, 1000L), (settings.Shutdown, settings.ReadOnlyRoot, settings.User));
        Assert.Equal(["/app/api", "warm-up"], settings.WarmUp!);
        Assert.Equal([], settings.Scratch!);
        Assert.Equal("1", settings.Environment!["A__B"]);
    }

    [Fact]
    public void Configuration_OverridesCodeListByList()
    {
        var settings = Read(
            builder => builder.AddContainer("api", "nginx").WithResources(cpu: "250m", memory: "512Mi").WithEgress("monitoring:9090").WithEgress("other:1"),
            ("Kubernetes:Resources:API:Memory", "1Gi"),
            ("Kubernetes:Resources:api:Egress:0", "0.0.0.0/0:443")).Of("api");

        Assert.Equal(("250m", "1Gi"), (settings.Cpu, settings.Memory));
        Assert.Equal(["0.0.0.0/0:443"], settings.Egress!);
    }

    [Fact]
    public void WrongValueOfCode_IsNamedByItsKey()
    {
        var builder = Builder();
        builder.AddContainer("api", "nginx").WithResources(memory: "lots");

        var (_, problems) = KubernetesOptionsReader.Read(Configuration(builder));

        Assert.Contains(problems, problem => problem.StartsWith("Kubernetes:Resources:api:Memory is 'lots'", StringComparison.Ordinal));
    }

#pragma warning disable ASPIREPROBES001 // Probes are experimental, and what becomes of them is tested here.
    [Fact]
    public void ProbesOfAspire_AreUsedUnlessCodeSaysOtherwise()
    {
        var settings = Read(builder => builder.AddContainer("api", "nginx")
            .WithHttpEndpoint(targetPort: 8081, name: "management")
            .WithHttpProbe(ProbeType.Readiness, "/ready", endpointName: "management")
            .WithHttpProbe(ProbeType.Liveness, "/live", endpointName: "management")
            .WithProbes(liveness: "/health/live")).Of("api");

        Assert.Equal(("/ready", "/health/live", "management"), (settings.ReadinessPath, settings.LivenessPath, settings.ManagementBinding));
    }
#pragma warning restore ASPIREPROBES001

    [Fact]
    public void ReplicasOfAspire_AreExact()
    {
        var settings = Read(builder => builder.AddContainer("api", "nginx").WithAnnotation(new ReplicaAnnotation(3))).Of("api");

        Assert.Equal((3, 3), (settings.MinReplicas, settings.MaxReplicas));
    }

    [Fact]
    public void Environment_IsConfiguredByItsMethods()
    {
        var options = Read(
            builder => builder.AddContainer("api", "nginx"),
            environment => environment
                .WithRegistry("ghcr.io/owner").WithTag("1.2.3").WithNamespace("shop").WithExternal("db").WithDefaults(all => all.Cpu = "50m")
                .WithOverlay("dev")
                .WithOverlay("prod", prod => prod.Resource("api", api => api.Memory = "1Gi").Namespace = "live"));

        Assert.Equal(("ghcr.io/owner", "1.2.3", "shop", "50m"), (options.Registry, options.Tag, options.Namespace, options.Defaults.Cpu));
        Assert.Equal(["db"], options.External);
        Assert.Equal(["dev", "prod"], options.Overlays.Keys);
        Assert.Equal(("live", "1Gi"), (options.Overlays["prod"].Namespace, options.Overlays["prod"].Resources["api"].Memory));
    }

    [Fact]
    public void RunMode_HasNoEnvironment()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { DisableDashboard = true });

        builder.AddHardenedKubernetes("k8s").WithRegistry("ghcr.io/owner");

        Assert.Empty(builder.Resources.OfType<HardenedKubernetesResource>());
    }

    private static KubernetesOptions Read(Action<IDistributedApplicationBuilder> model, params (string Key, string Value)[] configuration) =>
        Read(model, _ => { }, configuration);

    private static KubernetesOptions Read(
        Action<IDistributedApplicationBuilder> model, Action<IResourceBuilder<HardenedKubernetesResource>> environment, params (string Key, string Value)[] configuration)
    {
        var builder = Builder();
        model(builder);
        environment(builder.CreateResourceBuilder(builder.Resources.OfType<HardenedKubernetesResource>().Single()));
        builder.Configuration.AddInMemoryCollection(configuration.ToDictionary(pair => pair.Key, pair => (string?)pair.Value));
        var (options, problems) = KubernetesOptionsReader.Read(Configuration(builder));
        Assert.Empty(problems);
        return options;
    }

    private static IDistributedApplicationBuilder Builder()
    {
        var builder = DistributedApplication.CreateBuilder(new DistributedApplicationOptions { Args = ["--operation", "publish"], DisableDashboard = true });
        builder.AddHardenedKubernetes("k8s");
        return builder;
    }

    private static IConfiguration Configuration(IDistributedApplicationBuilder builder) =>
        CodeSetting.Beneath(builder.Configuration, "Kubernetes", CodeSettings.Of(builder.Resources.OfType<HardenedKubernetesResource>().Single(), builder.Resources, "Shop.AppHost"));
}
