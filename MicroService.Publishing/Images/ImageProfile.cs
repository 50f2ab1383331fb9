namespace MicroService.Publishing.Images;

/// <summary>What is known of an image, so that it can run without rights it does not need.</summary>
/// <param name="Name">For people, such as <c>PostgreSQL</c>.</param>
/// <param name="IsKnown">False for an image that nobody has described: what needs its cooperation is then left for review.</param>
internal sealed record ImageProfile(string Name, bool IsKnown)
{
    /// <summary>The uid and gid it runs as; null to let the advisor's fix choose.</summary>
    public long? User { get; init; }

    /// <summary>Folders outside of its volumes that it writes to, each with the size it needs.</summary>
    public IReadOnlyList<ScratchFolder> Scratch { get; init; } = [];

    /// <summary>Where it keeps data that must outlive the pod; null if it keeps none.</summary>
    public string? DataFolder { get; init; }

    /// <summary>Where it keeps its data if it is an older version, which its reference does not tell; null if it does, or if that is the same.</summary>
    public string? OlderDataFolder { get; init; }

    /// <summary>Whether its Dockerfile has a VOLUME for that folder, which a runtime mounts over whatever is mounted at a folder above.</summary>
    public bool IsDataFolderMounted { get; init; }

    /// <summary>How to ask whether it is ready; null to fall back to a port.</summary>
    public ImageProbe? Probe { get; init; }

    /// <summary>Where its data was in earlier versions, which this one refuses to start with; null if it did not move.</summary>
    public string? FormerDataFolder { get; init; }

    /// <summary>The secrets that it reads from files named in variables; null if it has no such thing.</summary>
    public ImageSecretFiles? SecretFiles { get; init; }

    /// <summary>Whether it writes where no scratch folder can be, so that its root file system has to stay writable.</summary>
    public bool WritesToRoot { get; init; }

    /// <summary>Variables to set besides the model's own, and in place of one that names the data folder itself, where a volume has folders of its own, such as lost+found.</summary>
    public IReadOnlyList<(string Name, string Value)> Environment { get; init; } = [];
}
