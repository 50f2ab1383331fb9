using System.Text.Json;
using MicroService.AppHost.Kubernetes.Settings;
using Microsoft.Extensions.Configuration;

namespace MicroService.AppHost.Publishing;

/// <summary>Where the settings of a run come from.</summary>
internal static class PublishSettings
{
    /// <summary>
    /// The file that was named, else for the AppHost's own manifest the <c>appsettings.json</c> beside the program: others' resources
    /// may have the same names and are not to be sized like ours. Variables such as <c>Kubernetes__Registry</c> are stronger than either.
    /// </summary>
    /// <param name="environment">The variables of the run.</param>
    public static (KubernetesOptions Options, IReadOnlyList<string> Problems) Read(PublishOptions options, IReadOnlyDictionary<string, string> environment)
    {
        var file = options.SettingsFile ?? (options.IsOwn ? Path.Combine(AppContext.BaseDirectory, "appsettings.json") : null);
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null)
            {
                using var content = File.OpenRead(file);
                // Checked by itself, since the configuration's own message names no line.
                using (JsonDocument.Parse(content, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
                {
                    builder.AddJsonFile(file, optional: false, reloadOnChange: false);
                }
            }

            // Settings do not tell capital letters, variables do: of two such as http_proxy and HTTP_PROXY there may be only one.
            var variables = environment
                .Select(variable => KeyValuePair.Create<string, string?>(variable.Key.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal), variable.Value))
                .OrderBy(variable => variable.Key, StringComparer.Ordinal).DistinctBy(variable => variable.Key, StringComparer.OrdinalIgnoreCase);
            return KubernetesOptionsReader.Read(builder.AddInMemoryCollection(variables).Build());
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or InvalidDataException)
        {
            return (new KubernetesOptions(), [$"{file}: {exception.Message}"]);
        }
    }
}
