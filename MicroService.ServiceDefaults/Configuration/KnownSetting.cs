using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>A setting that no options of ours read, but that counts and is shown and documented with them.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Kind">What sort of value it is.</param>
/// <param name="Meaning">What it means, in one sentence.</param>
public sealed record KnownSetting(string Key, ConfigurationKind Kind, string Meaning)
{
    /// <summary>The value when nothing is set.</summary>
    public string? Default { get; init; }

    /// <summary>The values that are allowed.</summary>
    public string? Range { get; init; }

    /// <summary>Whether a change requires a restart.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>Whether <see cref="Key"/> is a section in which every key is known, since its names cannot be listed.</summary>
    public bool IsSection { get; init; }

    /// <summary>Adds a problem where this is a choice and the value none of its <see cref="Range"/>.</summary>
    internal void Check(IConfiguration configuration, ConfigurationProblems problems)
    {
        if (Kind == ConfigurationKind.Choice && !IsSection && Range is not null
            && configuration[Key] is { Length: > 0 } value && !Range.Split(", ").Contains(value, StringComparer.Ordinal))
        {
            problems.Add(Key, value, $"must be one of {Range}");
        }
    }
}
