namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Where configuration and secrets are mounted, and how often the folders are polled.</summary>
public sealed record MountedConfigurationOptions : IValidatedOptions<MountedConfigurationOptions>
{
    private const string DefaultConfigFolder = "/etc/microservice/config";
    private const string DefaultSecretsFolder = "/etc/microservice/secrets";

    /// <inheritdoc/>
    public static string Section => "Configuration";

    /// <summary>The folder where a ConfigMap is mounted, one key a file. Absent means no settings, until it appears; default <c>/etc/microservice/config</c>.</summary>
    public string ConfigFolder { get; init; } = DefaultConfigFolder;

    /// <summary>The folder where secrets are mounted, one key a file. They win over <see cref="ConfigFolder"/>; default <c>/etc/microservice/secrets</c>.</summary>
    public string SecretsFolder { get; init; } = DefaultSecretsFolder;

    /// <summary>How often both folders are polled for changes. 100 ms to 1 h; default 4 s.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(4);

    /// <inheritdoc/>
    public static bool CountsAtStart(string key) => key is nameof(ConfigFolder) or nameof(SecretsFolder);

    /// <inheritdoc/>
    public static MountedConfigurationOptions Bind(OptionsReader options) => new()
    {
        ConfigFolder = options.Text(nameof(ConfigFolder), DefaultConfigFolder)!,
        SecretsFolder = options.Text(nameof(SecretsFolder), DefaultSecretsFolder)!,
        PollInterval = options.Duration(nameof(PollInterval), TimeSpan.FromSeconds(4), TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1)),
    };
}
