namespace MicroService.Tests.Containers;

/// <summary>What a pod's specification comes to for its only container.</summary>
internal sealed record PodSpecification
{
    public string Image { get; set; } = "";

    /// <summary>In place of the image's entrypoint; null to keep it.</summary>
    public IReadOnlyList<string>? Command { get; set; }

    public IReadOnlyList<string> Arguments { get; set; } = [];

    public long? User { get; set; }

    public long? Group { get; set; }

    /// <summary>Whether the kubelet starts it only if it knows that it is not root.</summary>
    public bool MustNotBeRoot { get; set; }

    /// <summary>The group that volumes belong to.</summary>
    public long? VolumeGroup { get; set; }

    public bool IsReadOnly { get; set; }

    public bool MayEscalate { get; set; } = true;

    public IReadOnlyList<string> DroppedCapabilities { get; set; } = [];

    public bool HasSeccompProfile { get; set; }

    public long MemoryLimit { get; set; }

    public decimal? CpuLimit { get; set; }

    /// <summary>Variables, those of ConfigMaps and Secrets included.</summary>
    public Dictionary<string, string> Environment { get; } = [];

    /// <summary>Container ports by name.</summary>
    public Dictionary<string, int> Ports { get; } = [];

    /// <summary>Folders to write to, with their sizes in bytes.</summary>
    public Dictionary<string, long> Scratch { get; } = [];

    public List<PodVolume> Volumes { get; } = [];

    public PodProbe? Startup { get; set; }

    public PodProbe? Readiness { get; set; }

    public PodProbe? Liveness { get; set; }

    /// <summary>What postStart runs; empty for nothing.</summary>
    public IReadOnlyList<string> PostStart { get; set; } = [];

    public TimeSpan PreStop { get; set; }

    public TimeSpan GracePeriod { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Why the kubelet would not start it from an image with this user, if it would not: only a number says who is no root.</summary>
    public string? RootProblem(string imageUser) =>
        !MustNotBeRoot || (User is null ? uint.TryParse(imageUser.Split(':')[0], out var user) && user != 0 : User != 0)
            ? null
            : $"it is to be no root, and its user is '{(User is null ? imageUser : $"{User}")}'";

    /// <summary>What podman is told, but for the network, names and mounted folders, which are the machine's.</summary>
    public IReadOnlyList<string> ToFlags() =>
    [
        .. User is null ? (string[])[] : ["--user", Group is null ? $"{User}" : $"{User}:{Group}"],
        .. VolumeGroup is null ? (string[])[] : ["--group-add", $"{VolumeGroup}"],
        // Podman mounts a tmpfs or two of its own on a read-only root, which no pod has.
        .. IsReadOnly ? (string[])["--read-only", "--read-only-tmpfs=false"] : [],
        .. DroppedCapabilities.SelectMany(capability => (string[])["--cap-drop", capability]),
        .. MayEscalate ? (string[])[] : ["--security-opt", "no-new-privileges"],
        // Podman's default is the runtime's default profile, and a pod's is none.
        .. HasSeccompProfile ? (string[])[] : ["--security-opt", "seccomp=unconfined"],
        .. MemoryLimit == 0 ? (string[])[] : ["--memory", $"{MemoryLimit}b", "--memory-swap", $"{MemoryLimit}b"],
        .. CpuLimit is null ? (string[])[] : ["--cpus", FormattableString.Invariant($"{CpuLimit}")],
        .. Scratch.SelectMany(folder => (string[])["--tmpfs", $"{folder.Key}:rw,exec,notmpcopyup,mode=0777,size={folder.Value}"]),
        .. Environment.SelectMany(variable => (string[])["--env", $"{variable.Key}={variable.Value}"]),
        .. Command is null ? (string[])[] : ["--entrypoint", System.Text.Json.JsonSerializer.Serialize(Command)],
    ];
}
