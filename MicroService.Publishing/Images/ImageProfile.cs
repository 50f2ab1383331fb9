namespace MicroService.Publishing.Images;

/// <summary>The known properties of an image, so that it can run with least privilege.</summary>
/// <param name="Name">The display name, such as <c>PostgreSQL</c>.</param>
/// <param name="IsKnown">False for an unknown image: fixes that need its cooperation are then left for review.</param>
internal sealed record ImageProfile(string Name, bool IsKnown)
{
    /// <summary>The uid and gid it runs as; null for any, if the image is known.</summary>
    public long? User { get; init; }

    /// <summary>Folders outside of its volumes that it writes to, each with the size it needs.</summary>
    public IReadOnlyList<ScratchFolder> Scratch { get; init; } = [];

    /// <summary>The folder of data that must outlive the pod; null if there is none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>The data folder of older versions, if the reference doesn't tell the version; otherwise null.</summary>
    public string? OlderDataFolder { get; init; }

    /// <summary>Whether its Dockerfile has a VOLUME for that folder, which the runtime mounts over a volume at a parent folder.</summary>
    public bool IsDataFolderMounted { get; init; }

    /// <summary>The readiness probe; null to probe a port.</summary>
    public ImageProbe? Probe { get; init; }

    /// <summary>The data folder of earlier versions, with which this version does not start; null if it did not change.</summary>
    public string? FormerDataFolder { get; init; }

    /// <summary>The secrets that it reads from files named in variables; null if it reads none.</summary>
    public ImageSecretFiles? SecretFiles { get; init; }

    /// <summary>Whether it writes to places that can't be scratch folders, so that its root file system must stay writable.</summary>
    public bool WritesToRoot { get; init; }

    /// <summary>Whether a second pod would have state of its own, so that it runs as one unless the settings say otherwise.</summary>
    public bool IsSingle { get; init; }

    /// <summary>The hosts that it calls without being told, as <c>host:port</c>.</summary>
    public IReadOnlyList<string> Calls { get; init; } = [];

    /// <summary>Whether a person tells it while it runs which servers to connect to.</summary>
    public bool AsksForServers { get; init; }

    /// <summary>Whether its content, such as models, is loaded by a person or a program after it started.</summary>
    public bool StartsEmpty { get; init; }

    /// <summary>Why it can't run as it is published, as a clause behind its name; null if it can.</summary>
    public string? Obstacle { get; init; }

    /// <summary>
    /// The public image that it is taken for because of its name in a registry of one's own; null if it is the image itself, or unknown.
    /// </summary>
    public string? MirrorOf { get; init; }

    /// <summary>
    /// Variables to set besides the model's own, and in place of one that names the data folder itself, where a volume has folders of its
    /// own, such as lost+found.
    /// </summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];

    /// <summary>Arguments to add to the model's own.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];
}

/// <summary>The probe of an image: a command in the container, or a GET of a path on a port.</summary>
/// <param name="Command">Argument by argument; empty for a GET of <paramref name="Path"/>.</param>
/// <param name="Port">The container's port for <paramref name="Path"/>.</param>
/// <param name="LivePath">The path for liveness, which succeeds while the server is not ready; null for the same path.</param>
internal sealed record ImageProbe(IReadOnlyList<string> Command, string? Path = null, int? Port = null, string? LivePath = null);

/// <summary>Which of its secrets an image's entrypoint reads from files, whose paths are in variables with a suffix.</summary>
/// <param name="Suffix">Behind the variable's name, such as <c>_FILE</c>.</param>
/// <param name="Program">The command for which the entrypoint does so; null for any command.</param>
/// <param name="Names">The variables; <c>*</c> at the end stands for any rest.</param>
internal sealed record ImageSecretFiles(string Suffix, string? Program, params IReadOnlyList<string> Names)
{
    /// <summary>Whether the entrypoint reads the variable from a file when it is started with these arguments.</summary>
    public bool Has(string name, IReadOnlyList<string> arguments) =>
        (Program is null || arguments is [] or [['-', ..], ..] || arguments[0] == Program)
        && Names.Any(known => known is [.. var start, '*'] ? name.StartsWith(start, StringComparison.Ordinal) : name == known);
}

/// <summary>A writable folder whose content may be lost.</summary>
/// <param name="Size">A quantity such as <c>64Mi</c>.</param>
internal sealed record ScratchFolder(string Path, string Size);
