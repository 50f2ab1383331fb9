using Microsoft.Extensions.Configuration;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>The two mounted folders as one source, so that both change at the same moment.</summary>
internal sealed class MountedConfigurationSource(string configFolder, string secretsFolder) : IConfigurationSource
{
    public IConfigurationProvider Build(IConfigurationBuilder builder) => new MountedConfigurationProvider(configFolder, secretsFolder);
}
