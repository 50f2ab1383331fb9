namespace MicroService.Advisor.Manifests;

/// <summary>What a reader takes on before it refuses: bounds time and memory for hostile input.</summary>
public sealed record ManifestLimits
{
    /// <summary>
    /// The limits for a file that a user reads on a machine of their own, where nobody else has to wait. Only aliases make more nodes than
    /// a
    /// text has bytes, and these stay limited.
    /// </summary>
    /// <param name="bytes">The length of the file.</param>
    public static ManifestLimits Unshared(int bytes)
    {
        var shared = new ManifestLimits();
        return shared with
        {
            MaxBytes = int.MaxValue,
            MaxNodes = Math.Max(shared.MaxNodes, bytes),
            MaxDocuments = int.MaxValue,
            MaxObjects = int.MaxValue,
            MaxWorkers = Environment.ProcessorCount,
        };
    }

    /// <summary>Bytes of one file; 10 MiB.</summary>
    public int MaxBytes { get; init; } = 10 * 1024 * 1024;

    /// <summary>Collections inside each other; 128 (CustomResourceDefinitions reach about 40).</summary>
    public int MaxDepth { get; init; } = 128;

    /// <summary>Nodes of one file, aliases expanded; half a million (a whole Argo CD with its definitions has a tenth of that).</summary>
    public int MaxNodes { get; init; } = 500_000;

    /// <summary>UTF-16 units of one scalar; 1 MiB, the most that a ConfigMap can hold (Kubernetes API reference, ConfigMap).</summary>
    public int MaxScalarLength { get; init; } = 1024 * 1024;

    /// <summary>Documents of one file; 10,000.</summary>
    public int MaxDocuments { get; init; } = 10_000;

    /// <summary>Objects of one file, items of a <c>List</c> included; 10,000.</summary>
    public int MaxObjects { get; init; } = 10_000;

    /// <summary>Documents of one file that are read at the same time; 1. A service has other requests to see to.</summary>
    public int MaxWorkers { get; init; } = 1;

    /// <summary>Problems that are reported of one file; 100.</summary>
    public int MaxProblems { get; init; } = 100;
}
