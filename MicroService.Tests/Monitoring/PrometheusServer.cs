using System.Globalization;
using System.Text.Json.Nodes;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Monitoring;

/// <summary>A real Prometheus on a free loopback port that scrapes what it is given every second, with its data in a temporary folder.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    // Two weeks of many containers, on a machine that does other things as well.
    private static readonly TimeSpan LoadingPatience = TimeSpan.FromMinutes(10);

    private readonly DirectoryInfo _folder;
    private readonly ChildProcess _process;
    private readonly HttpClient _client;

    private PrometheusServer(DirectoryInfo folder, ChildProcess process, int port)
    {
        _folder = folder;
        _process = process;
        _client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
    }

    /// <summary>Where its own pages and its API are.</summary>
    public Uri Address => _client.BaseAddress!;

    /// <summary>Starts a server that scrapes <c>/metrics</c> of these addresses; skips the running test where Prometheus is not installed.</summary>
    public static Task<PrometheusServer> StartNewAsync(params IEnumerable<Uri> targets) => StartNewAsync(targets, []);

    /// <summary>The same as the job <paramref name="job"/>, evaluating rule files every second, too, and scraping with the bearer token of <paramref name="credentialsFile"/>.</summary>
    public static async Task<PrometheusServer> StartNewAsync(IEnumerable<Uri> targets, IEnumerable<string> ruleFiles, string job = "microservice", string? credentialsFile = null)
    {
        var program = MonitoringPrograms.Required("prometheus");
        var folder = Directory.CreateTempSubdirectory("microservice-prometheus-");
        var configuration = new JsonObject
        {
            ["global"] = new JsonObject { ["scrape_interval"] = "1s", ["scrape_timeout"] = "1s", ["evaluation_interval"] = "1s" },
            ["rule_files"] = new JsonArray([.. ruleFiles.Select(file => (JsonNode)Path.GetFullPath(file))]),
            ["scrape_configs"] = new JsonArray(new JsonObject
            {
                ["job_name"] = job,
                ["authorization"] = credentialsFile is null ? null : new JsonObject { ["type"] = "Bearer", ["credentials_file"] = credentialsFile },
                ["static_configs"] = new JsonArray(new JsonObject { ["targets"] = new JsonArray([.. targets.Select(target => (JsonNode)target.Authority)]) }),
            }),
        };

        return await StartAsync(program, folder, configuration, "--enable-feature=exemplar-storage");
    }

    /// <summary>Starts a server that scrapes nothing and remembers a history, written as OpenMetrics; skips the running test where Prometheus is not installed.</summary>
    public static async Task<PrometheusServer> StartWithHistoryAsync(Func<string, Task> write)
    {
        var (program, loader) = (MonitoringPrograms.Required("prometheus"), MonitoringPrograms.Required("promtool"));
        var folder = Directory.CreateTempSubdirectory("microservice-prometheus-");
        var history = Path.Combine(folder.FullName, "history.om");
        await write(history);
        // Without the hidden flag, a block for every two hours takes minutes.
        var loaded = await ChildProcess.RunAsync(
            loader, ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=720h", "-q", history, Path.Combine(folder.FullName, "data")],
            patience: LoadingPatience);
        File.Delete(history);
        Assert.True(loaded.ExitCode == 0, $"promtool did not load the history.\n{loaded.Error}{loaded.Output}");
        return await StartAsync(program, folder, new JsonObject(), "--storage.tsdb.retention.time=10y");
    }

    private static async Task<PrometheusServer> StartAsync(string program, DirectoryInfo folder, JsonObject configuration, string option)
    {
        // JSON is YAML, too.
        var file = Path.Combine(folder.FullName, "prometheus.yml");
        await File.WriteAllTextAsync(file, configuration.ToJsonString());
        var port = LoopbackPorts.Next();
        var process = ChildProcess.Start(program,
        [
            $"--config.file={file}", $"--storage.tsdb.path={Path.Combine(folder.FullName, "data")}", $"--web.listen-address=127.0.0.1:{port}",
            "--log.level=warn", option,
        ]);
        var server = new PrometheusServer(folder, process, port);
        try
        {
            await server.WaitForReadyAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>What an expression comes to now, as an instant vector; a scalar is one sample without labels.</summary>
    /// <exception cref="InvalidOperationException">Prometheus does not take the expression.</exception>
    public async Task<IReadOnlyList<PrometheusSample>> QueryAsync(string expression)
    {
        var data = await AskAsync($"/api/v1/query?query={Uri.EscapeDataString(expression)}");
        return (string?)data["resultType"] switch
        {
            "vector" => [.. data["result"]!.AsArray().Select(sample => new PrometheusSample(Labels(sample!["metric"]!), Number(sample["value"]!)))],
            "scalar" => [new PrometheusSample(new Dictionary<string, string>(), Number(data["result"]!))],
            var type => throw new InvalidOperationException($"{expression} is a {type}, neither a vector nor a scalar."),
        };
    }

    /// <summary>Asks until the answer is as wanted, and returns it; fails with the last one where that takes too long.</summary>
    public async Task<IReadOnlyList<PrometheusSample>> WaitForAsync(string expression, Func<IReadOnlyList<PrometheusSample>, bool>? wanted = null)
    {
        wanted ??= static samples => samples.Count > 0;
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var samples = await QueryAsync(expression);
            if (wanted(samples))
            {
                return samples;
            }

            if (patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"{expression} did not come to what was wanted, but to:\n{string.Join('\n', samples)}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
        }
    }

    /// <summary>The alerts that are pending or firing.</summary>
    public async Task<IReadOnlyList<PrometheusAlert>> AlertsAsync()
    {
        var data = await AskAsync("/api/v1/alerts");
        return [.. data["alerts"]!.AsArray().Select(alert => new PrometheusAlert((string)alert!["labels"]!["alertname"]!, (string)alert["state"]!, Labels(alert["labels"]!)))];
    }

    /// <summary>Waits until the alert is in the state, <c>pending</c>, <c>firing</c>, or <c>inactive</c> for neither.</summary>
    public async Task WaitForAlertAsync(string name, string state)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            var states = (await AlertsAsync()).Where(alert => alert.Name == name).Select(alert => alert.State).DefaultIfEmpty("inactive").ToArray();
            if (states.Contains(state))
            {
                return;
            }

            Assert.False(patience.IsCancellationRequested, $"The alert {name} did not become {state}: it is {string.Join(", ", states)}.");
            await Task.Delay(TimeSpan.FromMilliseconds(250), CancellationToken.None);
        }
    }

    /// <summary>All rules, with how their last evaluation went.</summary>
    public async Task<IReadOnlyList<PrometheusRule>> RulesAsync()
    {
        var data = await AskAsync("/api/v1/rules");
        return
        [
            .. from @group in data["groups"]!.AsArray()
               from rule in @group!["rules"]!.AsArray()
               select new PrometheusRule(
                   (string)@group["name"]!, (string)rule!["name"]!, (string)rule["type"]!, (string?)rule["health"] ?? "unknown", (string?)rule["state"] ?? "", (string?)rule["lastError"] ?? ""),
        ];
    }

    /// <summary>What is scraped, and how that goes.</summary>
    public async Task<IReadOnlyList<PrometheusTarget>> TargetsAsync()
    {
        var data = await AskAsync("/api/v1/targets");
        return [.. data["activeTargets"]!.AsArray().Select(target => new PrometheusTarget((string)target!["scrapeUrl"]!, (string)target["health"]!, (string?)target["lastError"] ?? ""))];
    }

    /// <summary>Any call of Prometheus' HTTP API; answers its <c>data</c>.</summary>
    /// <exception cref="InvalidOperationException">Prometheus answers with an error.</exception>
    public async Task<JsonNode> AskAsync(string pathAndQuery)
    {
        using var response = await _client.GetAsync(new Uri(pathAndQuery, UriKind.Relative));
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
        return (string?)body["status"] == "success" ? body["data"]! : throw new InvalidOperationException($"{pathAndQuery}: {body["error"]}");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _process.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static Dictionary<string, string> Labels(JsonNode labels) => labels.AsObject().ToDictionary(label => label.Key, label => (string)label.Value!);

    // [seconds, "text"], as JSON has neither NaN nor infinity.
    private static double Number(JsonNode value) => (string)value[1]! switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        var text => double.Parse(text, CultureInfo.InvariantCulture),
    };

    private async Task WaitForReadyAsync()
    {
        using var patience = new CancellationTokenSource(Patience);
        while (true)
        {
            try
            {
                using var response = await _client.GetAsync(new Uri("/-/ready", UriKind.Relative), patience.Token);
                if (response.IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException) when (!_process.HasExited)
            {
                // It does not listen yet.
            }

            if (_process.HasExited || patience.IsCancellationRequested)
            {
                throw new InvalidOperationException($"Prometheus did not start.\n{_process.Transcript()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), CancellationToken.None);
        }
    }
}
