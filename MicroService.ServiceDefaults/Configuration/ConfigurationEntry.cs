namespace MicroService.ServiceDefaults.Configuration;

/// <summary>One setting that options have read.</summary>
/// <param name="Key">The full key.</param>
/// <param name="Value">The value in effect, masked if it is a secret.</param>
/// <param name="Default">The value when nothing is set.</param>
/// <param name="Rule">What the value has to be.</param>
/// <param name="IsSet">Whether any source sets it.</param>
public sealed record ConfigurationEntry(string Key, string? Value, string? Default, string Rule, bool IsSet)
{
    /// <summary>What sort of value it is.</summary>
    public ConfigurationKind Kind { get; init; }

    /// <summary>The values that are allowed, such as <c>1 to 9</c>; null where the kind says it all.</summary>
    public string? Range { get; init; }

    /// <summary>Where the value comes from: default, code, environment, command line, or a file with its path.</summary>
    public string Origin { get; init; } = ConfigurationOrigin.Default;

    /// <summary>Whether a change requires a restart.</summary>
    public bool NeedsRestart { get; init; }

    /// <summary>What it means, where no property of options says so.</summary>
    public string? Meaning { get; init; }
}

/// <summary>What sort of value a setting has.</summary>
public enum ConfigurationKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary>A text that is never shown.</summary>
    Secret,

    /// <summary><c>true</c> or <c>false</c>.</summary>
    Switch,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A duration (<see cref="DurationText"/>).</summary>
    Duration,

    /// <summary>A TCP port.</summary>
    Port,

    /// <summary>One of several names.</summary>
    Choice,

    /// <summary>An absolute address.</summary>
    Url,

    /// <summary>Where a server is and how to log in there; its password is never shown.</summary>
    ConnectionString,
}
