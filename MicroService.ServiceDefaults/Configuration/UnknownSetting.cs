namespace MicroService.ServiceDefaults.Configuration;

/// <summary>A setting that nothing reads, most likely a slip of the pen.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Origin">Where it is set.</param>
/// <param name="Nearest">The known key that looks most like it; null when none does.</param>
public sealed record UnknownSetting(string Key, string Origin, string? Nearest)
{
    /// <summary>A hint for people.</summary>
    public override string ToString() =>
        $"{Key} is not known{(Nearest is null ? "" : $"; did you mean {Nearest}?")} ({Origin})";
}
