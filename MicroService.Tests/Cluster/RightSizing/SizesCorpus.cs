using System.Text;
using System.Text.Json.Nodes;
using MicroService.Advisor.Reading;
using MicroService.Cluster.Prometheus;
using MicroService.Cluster.RightSizing;
using MicroService.Tests.Corpora;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Cluster.RightSizing;

/// <summary>The made-up history of the corpus in a real Prometheus, its workloads as manifests, and the right answers.</summary>
internal static class SizesCorpus
{
    // Weeks of samples, on a machine that may be busy.
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private static readonly DateTimeOffset End = DateTimeOffset.FromUnixTimeSeconds(1780272000);

    /// <summary>The answers to the manifests, with what is known of each container.</summary>
    public static async Task<IReadOnlyList<(JsonNode Workload, JsonNode Truth, ContainerAnswer Answer)>> AnswersAsync(int step)
    {
        var truth = JsonNode.Parse(await File.ReadAllTextAsync(
            Corpus.File("sizes", step == 60 ? "truth.json" : $"truth-{step}s.json"), TestContext.Current.CancellationToken))!["workloads"]!.AsArray();
        var generator = Corpus.File("sizes", "generate.py");
        await using var server = await PrometheusServer.StartWithHistoryAsync(async path =>
        {
            var python = Program("python3");
            var made = await ChildProcess.RunAsync(python, [generator, path, "--step", $"{step}s", "--end", $"{End.ToUnixTimeSeconds()}"], patience: Patience);
            Assert.True(made.ExitCode == 0, made.Error);
        });
        using var client = new PrometheusClient(new SocketsHttpHandler(), new PrometheusOptions { Server = server.Address, Rest = 0 }, TimeProvider.System);
        var manifest = new JsonObject { ["apiVersion"] = "v1", ["kind"] = "List", ["items"] = new JsonArray([.. truth.Select(workload => (JsonNode)ObjectOf(workload!))]) };
        var file = new ManifestReader().Read("sizes.json", Encoding.UTF8.GetBytes(manifest.ToJsonString())).File!;
        var report = await new Sizing(client, new RightSizingOptions(), "default").RunAsync([file], End, TestContext.Current.CancellationToken);
        Assert.Empty(report.Missing);
        return
        [
            .. from workload in truth
               from container in workload!["containers"]!.AsObject()
               select (workload!, container.Value!, report.Answers.Single(answer =>
                   answer.Workload.Name == (string)workload!["name"]! && answer.Container == container.Key)),
        ];
    }

    private static string Program(string name)
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipUnless(path is not null, $"{name} is not installed, so the history was not made.");
        return path!;
    }

    private static JsonObject ObjectOf(JsonNode workload)
    {
        var (kind, name) = ((string)workload["kind"]!, (string)workload["name"]!);
        var containers = workload["containers"]!.AsObject().ToLookup(
            container => (bool)container.Value!["init_container"]!, container => (JsonNode)ContainerOf(container.Key, container.Value!));
        var pod = new JsonObject { ["containers"] = new JsonArray([.. containers[false]]) };
        if (containers[true].Any())
        {
            pod["initContainers"] = new JsonArray([.. containers[true]]);
        }

        var template = new JsonObject { ["metadata"] = new JsonObject { ["labels"] = new JsonObject { ["app"] = name } }, ["spec"] = pod };
        return new JsonObject
        {
            ["apiVersion"] = kind == "CronJob" ? "batch/v1" : "apps/v1",
            ["kind"] = kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = (string)workload["namespace"]! },
            ["spec"] = kind == "CronJob"
                ? new JsonObject { ["jobTemplate"] = new JsonObject { ["spec"] = new JsonObject { ["template"] = template } } }
                : new JsonObject { ["template"] = template },
        };
    }

    private static JsonObject ContainerOf(string name, JsonNode truth)
    {
        var container = new JsonObject
        {
            ["name"] = name,
            ["resources"] = new JsonObject { ["requests"] = truth["requests"]!.DeepClone(), ["limits"] = truth["limits"]!.DeepClone() },
        };
        if ((bool)truth["init_container"]!)
        {
            container["restartPolicy"] = "Always";
        }

        return container;
    }
}
