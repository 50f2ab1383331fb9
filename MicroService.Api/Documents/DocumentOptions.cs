using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Documents;

/// <summary>The section <c>Documents</c>: what the Api takes in.</summary>
public sealed record DocumentOptions : IValidatedOptions<DocumentOptions>
{
    private const int Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public static string Section => "Documents";

    /// <summary>The longest body in bytes. 1 KiB to 10 MiB (default).</summary>
    public int MaxBytes { get; init; } = 10 * Mebibyte;

    /// <summary>The memory in bytes that bodies of more than 64 KiB share while they arrive and are queued; a caller with several holds at most half. MaxBytes to 1 GiB; default 64 MiB.</summary>
    public int BodyMemory { get; init; } = 64 * Mebibyte;

    /// <summary>Minimum data rate in bytes per second of bodies of more than 64 KiB, for each 64 KiB of them; 0 disables it. 0 to 1 MiB; default 8 KiB.</summary>
    public int MinBytesPerSecond { get; init; } = 8 * 1024;

    /// <summary>The memory in bytes that reports and fixed documents of more than 64 KiB share while they are sent, and so the longest of them; a caller with several holds at most half. 1 MiB to 1 GiB; default 64 MiB.</summary>
    public int ReportMemory { get; init; } = 64 * Mebibyte;

    /// <summary>How many documents are worked on at once. 1 to 256; by default one per processor.</summary>
    public int Concurrency { get; init; } = Environment.ProcessorCount;

    /// <summary>Maximum number of queued documents; more are rejected with 503. 0 to 10,000.</summary>
    public int Queue { get; init; } = 64;

    /// <summary>How many findings documents may have before they are refused, to audit as to fix: a report takes memory many times over, and a small document can make a huge one. 100 to 1,000,000.</summary>
    public int MaxFindings { get; init; } = 50_000;

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is nameof(BodyMemory) or nameof(ReportMemory) or nameof(Concurrency) or nameof(Queue);

    /// <inheritdoc/>
    public static DocumentOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new DocumentOptions();
        var bound = new DocumentOptions
        {
            MaxBytes = options.Number(nameof(MaxBytes), defaults.MaxBytes, 1024, 10 * Mebibyte),
            BodyMemory = options.Number(nameof(BodyMemory), defaults.BodyMemory, 1024, 1024 * Mebibyte),
            MinBytesPerSecond = options.Number(nameof(MinBytesPerSecond), defaults.MinBytesPerSecond, 0, Mebibyte),
            ReportMemory = options.Number(nameof(ReportMemory), defaults.ReportMemory, Mebibyte, 1024 * Mebibyte),
            Concurrency = options.Number(nameof(Concurrency), defaults.Concurrency, 1, 256, described: "one per processor"),
            Queue = options.Number(nameof(Queue), defaults.Queue, 0, 10_000),
            MaxFindings = options.Number(nameof(MaxFindings), defaults.MaxFindings, 100, 1_000_000),
        };
        options.Require(bound.BodyMemory >= bound.MaxBytes, nameof(BodyMemory), $"must be at least {Section}:{nameof(MaxBytes)}");
        return bound;
    }
}
