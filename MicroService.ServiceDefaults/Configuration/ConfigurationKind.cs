namespace MicroService.ServiceDefaults.Configuration;

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

    /// <summary>Several texts.</summary>
    List,

    /// <summary>Where a server is and how to log in there; its password is never shown.</summary>
    ConnectionString,
}
