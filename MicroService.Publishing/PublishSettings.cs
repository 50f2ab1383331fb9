using System.Text.Json;
using MicroService.Publishing.Settings;
using Microsoft.Extensions.Configuration;

namespace MicroService.Publishing;

/// <summary>Reads the settings of a run.</summary>
internal static class PublishSettings
{
    /// <summary>
    /// Reads the AppHost's configuration if there is one, otherwise the settings file. Environment variables such as
    /// <c>Kubernetes__Registry</c> override the file.
    /// </summary>
    /// <param name="environment">The environment variables of the run.</param>
    public static (KubernetesOptions Options, IReadOnlyList<string> Problems) Read(PublishOptions options, IReadOnlyDictionary<string, string> environment)
    {
        if (options.Configuration is { } configuration)
        {
            return KubernetesOptionsReader.Read(configuration);
        }

        var file = options.SettingsFile;
        try
        {
            var builder = new ConfigurationBuilder();
            if (file is not null)
            {
                using var content = File.OpenRead(file);
                // Parsed separately because the configuration provider's message names no line.
                using (JsonDocument.Parse(content, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }))
                {
                    builder.AddJsonFile(file, optional: false, reloadOnChange: false);
                }
            }

            // Configuration keys ignore case, environment variables do not: keep one of http_proxy and HTTP_PROXY.
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
