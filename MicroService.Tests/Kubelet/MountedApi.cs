using System.Text.Json.Nodes;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Kubelet;

/// <summary>A running Api with a volume of configuration and one of secrets mounted.</summary>
internal sealed class MountedApi : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private ApiProcess? _process;

    public MountedVolume Config { get; } = new();

    public MountedVolume Secrets { get; } = new();

    public ApiProcess Process => _process ?? throw new InvalidOperationException("The Api has not been started.");

    /// <summary>What the Api is told about the volumes.</summary>
    public Dictionary<string, string> Environment(params (string Name, string Value)[] further)
    {
        var environment = new Dictionary<string, string>
        {
            ["Configuration__ConfigFolder"] = Config.Path,
            ["Configuration__SecretsFolder"] = Secrets.Path,
            ["Configuration__PollInterval"] = "100ms",
        };
        foreach (var (name, value) in further)
        {
            environment[name] = value;
        }

        return environment;
    }

    public async Task StartAsync(params (string Name, string Value)[] environment) => _process = await ApiProcess.StartAsync(Environment(environment));

    /// <summary>One entry of <c>/config</c>; null where there is none.</summary>
    public async Task<JsonNode?> SettingAsync(string key)
    {
        var settings = await Process.Management.GetStringAsync(new Uri("/config", UriKind.Relative), TestContext.Current.CancellationToken);
        return JsonNode.Parse(settings)!.AsArray().SingleOrDefault(setting => (string?)setting!["key"] == key);
    }

    /// <summary>Waits until the setting has the value.</summary>
    public Task WaitForAsync(string key, string value) =>
        WaitAsync(async () => (string?)(await SettingAsync(key))?["value"] == value, $"{key} did not become {value}.");

    /// <summary>Waits until there is a log line of this event.</summary>
    public Task<string> WaitForEventAsync(string name) => Process.Process.WaitForOutputAsync(line => IsEvent(line, name));

    public string[] Events(string name) => [.. Process.Process.Output.Where(line => IsEvent(line, name))];

    /// <summary>The value of the one series of <c>/metrics</c> with this name and label.</summary>
    public async Task<double> MetricAsync(string name, string label)
    {
        var metrics = await Process.Management.GetStringAsync(new Uri("/metrics", UriKind.Relative), TestContext.Current.CancellationToken);
        var line = metrics.Split('\n').SingleOrDefault(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains(label, StringComparison.Ordinal));
        Assert.True(line is not null, $"{name} with {label} is not in:\n{metrics}");
        return double.Parse(line[(line.IndexOf("} ", StringComparison.Ordinal) + 2)..].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>Polls for a condition with patience.</summary>
    public async Task WaitAsync(Func<Task<bool>> condition, string otherwise)
    {
        using var patience = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            Assert.False(patience.IsCancellationRequested || Process.Process.HasExited, $"{otherwise}\n{Process.Process.Transcript()}");
            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not null)
        {
            await _process.DisposeAsync();
        }

        Config.Dispose();
        Secrets.Dispose();
    }

    private static bool IsEvent(string line, string name) => line.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal);
}
