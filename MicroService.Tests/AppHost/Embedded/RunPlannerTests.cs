using MicroService.AppHost.AppModel;
using MicroService.AppHost.Embedded;
using MicroService.AppHost.Embedded.Dashboard;
using MicroService.AppHost.AppModel.Parameters;
using MicroService.AppHost.Embedded.Planning;
using MicroService.AppHost.Embedded.Runners;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.AppHost.Embedded;

public sealed class RunPlannerTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("microservice-plan-");
    private readonly HttpClient _client = new();

    public static TheoryData<string> Published => [.. Corpus.Files("aspire-manifests", "*.json")];

    [Fact]
    public void History_IsAFileThatTheApiGetsAsItsConnectionString()
    {
        var plan = Plan(RepositoryRoot.Combine("aspire-manifest.json"));

        Assert.Equal($"Data Source={Assert.Single(plan.Databases).Path}", Api(plan).Scope.Environment["ConnectionStrings__history"]);
    }

    [Fact]
    public void Cache_IsReachedWithThePasswordItHas()
    {
        var plan = Plan(RepositoryRoot.Combine("aspire-manifest.json"));
        var cache = plan.Processes.Single(process => process.Name == "cache").Scope;

        Assert.Equal($"127.0.0.1:{cache.Ports["tcp"]},password={cache.Environment["GARNET_PASSWORD"]}", Api(plan).Scope.Environment["ConnectionStrings__cache"]);
    }

    [Fact]
    public void WhatRefersToAServerThatDoesNotRun_IsLeftOut()
    {
        var api = Api(Plan(RepositoryRoot.Combine("aspire-manifest.json")));

        Assert.DoesNotContain("HISTORY_URI", api.Scope.Environment.Keys);
        Assert.Contains(api.LeftOut, variable => variable.StartsWith("HISTORY_URI ", StringComparison.Ordinal));
    }

    [Fact]
    public void Cache_StartsBeforeTheApi() =>
        Assert.Equal(["cache", "api"], Plan(RepositoryRoot.Combine("aspire-manifest.json")).Processes.Select(process => process.Name).Where(name => name is "cache" or "api"));

    [Theory]
    [MemberData(nameof(Published))]
    public void PublishedManifest_HasAPlanOrSaysWhatItLacks(string path)
    {
        var plan = Plan(Corpus.File(path));

        Assert.All(plan.Problems, problem => Assert.Matches("Parameters__|can't be resolved|which it doesn't have", problem.Message));
        Assert.Distinct(plan.Processes.SelectMany(process => process.Scope.Ports.Values));
    }

    public void Dispose()
    {
        _client.Dispose();
        _folder.Delete(recursive: true);
    }

    private static PlannedProcess Api(RunPlan plan) => plan.Processes.Single(process => process.Name == "api");

    private RunPlan Plan(string path)
    {
        var options = new RunOptions(path, _folder.FullName) { FixedPorts = false };
        IResourceRunner[] runners = [new ProjectRunner(_client), new ExecutableRunner(), new GarnetRunner(), new PrometheusRunner(_client)];
        var planner = new RunPlanner(runners, ParameterStore.Open(_folder.FullName, _ => null), new LogText(), options);
        return planner.Plan(AppManifestReader.ReadFile(path).Manifest);
    }
}
