namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Reads one type of options for its problems and entries alone.</summary>
internal sealed record OptionsBinding(string Section, Action<OptionsReader> Bind)
{
    /// <summary>Whether a change of this key of the section counts at the next start only.</summary>
    public Func<string, bool> CountsAtStart { get; init; } = static _ => false;
}
