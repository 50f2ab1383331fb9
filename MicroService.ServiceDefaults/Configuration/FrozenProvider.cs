using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Primitives;

namespace MicroService.ServiceDefaults.Configuration;

/// <summary>Another configuration's source, as it is: building a candidate around it neither loads nor changes it.</summary>
internal sealed class FrozenProvider(IConfigurationProvider provider) : IConfigurationProvider
{
    /// <summary>The source itself.</summary>
    public IConfigurationProvider Original => provider;

    public bool TryGet(string key, out string? value) => provider.TryGet(key, out value);

    public IEnumerable<string> GetChildKeys(IEnumerable<string> earlierKeys, string? parentPath) => provider.GetChildKeys(earlierKeys, parentPath);

    public IChangeToken GetReloadToken() => new CancellationChangeToken(CancellationToken.None);

    public void Load()
    {
    }

    public void Set(string key, string? value)
    {
    }
}
