using System.Globalization;
using System.Net;
using MicroService.Tests.Kubelet;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Containers;

/// <summary>
/// A pod of the Api, run as the kubelet would: mounted folders first, postStart beside the start, then probes; preStop and SIGTERM at the end.
/// Only its network is the machine's, so that its ports are free ones, and it reaches the tests' servers.
/// </summary>
internal sealed class RunningPod : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    private static readonly string[] MountedByPodman = ["/dev", "/proc", "/sys", "/etc/hostname", "/etc/hosts", "/etc/mtab", "/etc/resolv.conf", "/run/.containerenv", "/run/secrets"];

    private readonly Podman _podman;
    private readonly string _name = $"api-{Guid.CreateVersion7():N}";
    private readonly Dictionary<string, int> _ports;
    private readonly List<MountedVolume> _volumes = [];

    private RunningPod(Podman podman, PodSpecification pod)
    {
        _podman = podman;
        Specification = pod;
        _ports = pod.Ports.ToDictionary(port => port.Key, _ => LoopbackPorts.Next());
        Api = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports["http"]}") };
        Management = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{_ports["management"]}") };
    }

    public PodSpecification Specification { get; }

    public HttpClient Api { get; }

    public HttpClient Management { get; }

    /// <summary>The mounted Secret.</summary>
    public MountedVolume Secret { get; private set; } = null!;

    /// <summary>What postStart ended with.</summary>
    public ProcessResult PostStart { get; private set; } = new(0, "", "");

    /// <summary>The kubelet's probes, as they are published.</summary>
    public PodProber Probes { get; private set; } = null!;

    /// <summary>The id of the Api's process on this machine.</summary>
    public int ProcessId { get; private set; }

    /// <summary>Starts the pod, with what a test changes in it, and waits until the kubelet would send it requests.</summary>
    public static async Task<RunningPod> StartAsync(Podman podman, PublishedPod published, IReadOnlyDictionary<string, string> secret, Action<PodSpecification>? change = null)
    {
        var image = await podman.ImageAsync();
        var pod = new RunningPod(podman, published.ToSpecification(secret));
        try
        {
            change?.Invoke(pod.Specification);
            Assert.Null(pod.Specification.RootProblem((string?)(await image.ConfigurationAsync())["User"] ?? ""));
            Assert.Equal(ApiImage.Name, pod.Specification.Image);
            await pod.StartAsync(published, secret);
            return pod;
        }
        catch
        {
            await pod.DisposeAsync();
            throw;
        }
    }

    /// <summary>Answers what the probe does.</summary>
    public async Task<HttpStatusCode?> ProbeAsync(PodProbe probe)
    {
        try
        {
            using var response = await ClientOf(probe).GetAsync(AddressOf(probe), TestContext.Current.CancellationToken);
            return response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    /// <summary>Polls for a condition with patience.</summary>
    public async Task WaitAsync(Func<Task<bool>> condition, string otherwise, TimeSpan? time = null)
    {
        using var patience = new CancellationTokenSource(time ?? Patience);
        while (!await condition())
        {
            if (patience.IsCancellationRequested || await StateAsync("Status") is "exited" or "stopped")
            {
                Assert.Fail($"{otherwise}\n{await LogAsync()}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), TestContext.Current.CancellationToken);
        }
    }

    /// <summary>Runs preStop, then tells the pod to stop, and kills it when its grace period is over; answers the exit code.</summary>
    public async Task<int> StopAsync()
    {
        await Task.Delay(Specification.PreStop, TestContext.Current.CancellationToken);
        var rest = Specification.GracePeriod - Specification.PreStop;
        await _podman.OutputAsync("stop", "--time", $"{rest.TotalSeconds:0}", _name);
        return int.Parse(await StateAsync("ExitCode"), CultureInfo.InvariantCulture);
    }

    /// <summary>Tells the pod to stop, and no more.</summary>
    public Task TerminateAsync() => _podman.OutputAsync("kill", "--signal", "TERM", _name);

    /// <summary>A field of podman's state of the container.</summary>
    public Task<string> StateAsync(string field) => _podman.OutputAsync("inspect", "--format", $"{{{{.State.{field}}}}}", _name);

    /// <summary>What the container has added or changed in its own file system, but for what podman itself mounts, and the folders on the way there.</summary>
    public async Task<IReadOnlyList<string>> WrittenAsync()
    {
        string[] mounts = [.. MountedByPodman, .. Specification.Scratch.Keys, .. Specification.Volumes.Select(volume => volume.Path)];
        return [.. (await _podman.OutputAsync("diff", _name)).Split('\n').Where(line => line.Length > 2 && !mounts.Any(mount => $"{mount}/".StartsWith($"{line[2..]}/", StringComparison.Ordinal)))];
    }

    public async Task<string> LogAsync()
    {
        var log = await _podman.RunAsync("logs", _name);
        return log.Output + log.Error;
    }

    public async ValueTask DisposeAsync()
    {
        if (Probes is not null)
        {
            await Probes.DisposeAsync();
        }

        Api.Dispose();
        Management.Dispose();
        await _podman.RunAsync("rm", "--force", "--time", "0", "--ignore", _name);
        _volumes.ForEach(volume => volume.Dispose());
    }

    private HttpClient ClientOf(PodProbe probe) => probe.Port == "http" ? Api : Management;

    private Uri AddressOf(PodProbe probe) => new(ClientOf(probe).BaseAddress!, probe.Path);

    private async Task StartAsync(PublishedPod published, IReadOnlyDictionary<string, string> secret)
    {
        var mounts = new List<string>();
        foreach (var volume in Specification.Volumes)
        {
            var mounted = new MountedVolume { Protection = (volume.Mode, Specification.VolumeGroup ?? 0) };
            _volumes.Add(mounted);
            var files = volume.IsSecret ? secret : published.ConfigMaps[volume.Object];
            await mounted.SetAsync([.. files.Select(file => (file.Key, (string?)file.Value))]);
            mounts.AddRange(["--volume", $"{mounted.Path}:{volume.Path}:ro"]);
            if (volume.IsSecret)
            {
                Secret = mounted;
            }
        }

        await _podman.OutputAsync(
        [
            "run", "--detach", "--pull", "never", "--name", _name, "--log-driver", "k8s-file", "--network", "host", .. Podman.Limits,
            .. Specification.ToFlags(), .. mounts,
            "--env", $"HTTP_PORTS={_ports["http"]}", "--env", $"Management__Port={_ports["management"]}",
            Specification.Image, .. Specification.Arguments,
        ]);
        ProcessId = int.Parse(await StateAsync("Pid"), CultureInfo.InvariantCulture);
        if (Specification.PostStart is { Count: > 0 } command)
        {
            PostStart = await _podman.RunAsync(["exec", _name, .. command]);
        }

        // The kubelet asks once postStart is done.
        var startup = Specification.Startup!;
        Probes = new PodProber(Specification, AddressOf);
        await WaitAsync(
            () => Task.FromResult(Probes.WouldRestart || (Probes.Readiness.IsPassing && Probes.Liveness.Answers.Any(static answer => answer.IsGood))),
            "The pod did not get ready.",
            startup.InitialDelay + (startup.Period + startup.Timeout) * startup.FailureThreshold + Patience);
        Assert.False(Probes.WouldRestart, "The kubelet would have restarted the pod.");
    }
}
