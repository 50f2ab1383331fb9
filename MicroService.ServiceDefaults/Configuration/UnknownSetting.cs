namespace MicroService.ServiceDefaults.Configuration;

/// <summary>A setting that nothing reads, most likely a slip of the pen.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Origin">Where it is set.</param>
/// <param name="Nearest">The known key that looks most like it; null when none does.</param>
public sealed record UnknownSetting(string Key, string Origin, string? Nearest)
{
    /// <summary>Where it would count, if it is known but does not count here.</summary>
    public string? Rule { get; init; }

    /// <summary>A hint for people.</summary>
    public override string ToString() =>
        Rule is not null ? $"{Key} does not count here: it {Rule} ({Origin})" : $"{Key} is not known{(Nearest is null ? "" : $"; did you mean {Nearest}?")} ({Origin})";
}
