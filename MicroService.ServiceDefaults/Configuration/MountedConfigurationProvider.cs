using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>The settings of the two mounted folders; they change when <see cref="ConfigurationReloader"/> has found the change good, and only then.</summary>
internal sealed class MountedConfigurationProvider(string configFolder, string secretsFolder) : ConfigurationProvider, IConfigurationSource
{
    private bool _isLoaded;

    /// <summary>What <see cref="ConfigFolder"/> held.</summary>
    public MountedFolderContent Config { get; private set; } = MountedFolderContent.Absent;

    /// <summary>What <see cref="SecretsFolder"/> held.</summary>
    public MountedFolderContent Secrets { get; private set; } = MountedFolderContent.Absent;

    public string ConfigFolder => configFolder;

    public string SecretsFolder => secretsFolder;

    public IEnumerable<ConfigurationProblem> Problems => Config.Problems.Concat(Secrets.Problems);

    public ICollection<string> Keys => Data.Keys;

    /// <summary>The two folders are one source, so that both change at the same moment.</summary>
    public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

    /// <summary>The same source with other content, to be validated before it replaces this one.</summary>
    public MountedConfigurationProvider With(MountedFolderContent config, MountedFolderContent secrets)
    {
        var other = new MountedConfigurationProvider(configFolder, secretsFolder);
        other.Take(config, secrets);
        return other;
    }

    /// <summary>Takes over another's content and tells all who listen.</summary>
    public void Apply(MountedConfigurationProvider other)
    {
        Take(other.Config, other.Secrets);
        OnReload();
    }

    /// <summary>The file that sets the key, if one does.</summary>
    public string? FileOf(string key) =>
        Secrets.Files.TryGetValue(key, out var file) || Config.Files.TryGetValue(key, out file) ? file.Path : null;

    /// <summary>Reads the folders only the first time: a reload of the whole configuration must not apply what was not validated.</summary>
    public override void Load()
    {
        if (!_isLoaded)
        {
            Take(MountedFolder.Read(configFolder), MountedFolder.Read(secretsFolder));
        }
    }

    /// <summary>Does nothing: the files are what they are, and sources behind this one take what code sets.</summary>
    public override void Set(string key, string? value)
    {
    }

    private void Take(MountedFolderContent config, MountedFolderContent secrets)
    {
        var data = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, file) in config.Files.Concat(secrets.Files))
        {
            data[key] = file.Value;
        }

        (Config, Secrets, Data) = (config, secrets, data);
        _isLoaded = true;
    }
}
