using Microsoft.Extensions.Configuration;

namespace MicroService.Hosting.Kubernetes.Publication;

/// <summary>A setting that the app model's code makes.</summary>
/// <param name="Path">Its key below the section <c>Kubernetes</c>.</param>
/// <param name="Values">A scalar has one value with an empty key; lists and maps have one for each item.</param>
internal sealed record CodeSetting(string Path, IReadOnlyList<KeyValuePair<string, string>> Values)
{
    public static CodeSetting Scalar(string path, string value) => new(path, [new("", value)]);

    /// <summary>Lays the configuration over settings of the code, of which later ones replace earlier ones of the same path.</summary>
    /// <remarks>A list or map replaces the one below as a whole. Configuration providers alone would merge them item by item.</remarks>
    public static IConfiguration Beneath(IConfiguration configuration, string section, IEnumerable<CodeSetting> settings)
    {
        var chosen = new Dictionary<string, CodeSetting>(StringComparer.OrdinalIgnoreCase);
        foreach (var setting in settings.Where(setting => !configuration.GetSection($"{section}:{setting.Path}").Exists()))
        {
            chosen[setting.Path] = setting;
        }

        var keys = from setting in chosen.Values
                   from value in setting.Values
                   select KeyValuePair.Create($"{section}:{setting.Path}{(value.Key.Length > 0 ? $":{value.Key}" : "")}", (string?)value.Value);
        return new ConfigurationBuilder().AddInMemoryCollection(keys).AddConfiguration(configuration).Build();
    }
}
