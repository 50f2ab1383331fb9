using System.Text.Json;
using Microsoft.Extensions.Configuration;

namespace MicroService.AppHost.Clusters;

/// <summary>What the Api may read of the cluster that it is published to: nothing, unless that is asked for.</summary>
internal static class ScanRightsExtensions
{
    /// <summary><c>cluster</c> for scans of all namespaces, <c>namespace</c> for those of its own; not set for no scans.</summary>
    private const string Setting = "AppHost:ScanRights";

    /// <summary><c>true</c> to read Secrets as well, of which Kubernetes can't grant the names alone.</summary>
    private const string SecretsSetting = "AppHost:ScanSecrets";

    private const string Resource = "MicroService.AppHost.Clusters.rights.json";
    private const string Lease = "microservice-scan";
    private const string Namespaces = "Scans__Namespaces";
    private const string OwnNamespace = ".";
    private const string Schedule = ":Environment:Scans:Interval";
    private const string Watch = ":Environment:Scans:Watch";
    private const string Usage = "pods.metrics.k8s.io:";

    /// <summary>
    /// Publishes the smallest rights to scan with, if the setting asks for them, and the Lease of scheduled scans where
    /// <c>Scans__Interval</c> is set. With <c>Scans__Watch</c>, what may be listed may be watched.
    /// </summary>
    public static IResourceBuilder<T> WithScanRights<T>(this IResourceBuilder<T> api)
        where T : IResourceWithEnvironment
    {
        if (api.ApplicationBuilder.Configuration[Setting] is not { Length: > 0 } reach)
        {
            return api;
        }

        using var stream = typeof(ScanRightsExtensions).Assembly.GetManifestResourceStream(Resource)!;
        using var all = JsonDocument.Parse(stream);
        if (!all.RootElement.TryGetProperty(reach, out var listed))
        {
            throw new InvalidOperationException($"{Setting} is {reach}; it must be cluster or namespace.");
        }

        string[] rights = [.. listed.EnumerateArray().Select(static right => right.GetString()!)];
        if (bool.TryParse(api.ApplicationBuilder.Configuration[SecretsSetting], out var readsSecrets) && readsSecrets)
        {
            rights = [.. rights, "secrets:list"];
            api.WithEnvironment("Scans__ReadSecrets", "true");
        }

        if (Has(api.ApplicationBuilder.Configuration, api.Resource.Name, Watch, static value => bool.TryParse(value, out var isOn) && isOn))
        {
            rights = [.. rights.Select(static right => right.EndsWith("list", StringComparison.Ordinal) && !right.StartsWith(Usage, StringComparison.Ordinal) ? $"{right},watch" : right)];
        }

        var isWhole = reach == "cluster";
        if (!isWhole && api.ApplicationBuilder.ExecutionContext.IsPublishMode)
        {
            // Without that it would ask for all namespaces, and may read none of them.
            api.WithEnvironment(Namespaces, OwnNamespace);
        }

        // An interval of zeros alone is none.
        var hasSchedule = Has(api.ApplicationBuilder.Configuration, api.Resource.Name, Schedule, static value => value.Any(static letter => letter is >= '1' and <= '9'));
        return api.WithKubernetes(options =>
        {
            if (hasSchedule)
            {
                options.Leases = [Lease];
            }

            if (isWhole)
            {
                options.ClusterRights = rights;
            }
            else
            {
                options.Rights = rights;
            }
        });
    }

    // In the base or in an overlay.
    private static bool Has(ConfigurationManager configuration, string resource, string key, Func<string, bool> counts) => configuration.GetSection("Kubernetes").AsEnumerable().Any(
        setting => setting.Key.Replace("__", ":", StringComparison.Ordinal).EndsWith($":Resources:{resource}{key}", StringComparison.OrdinalIgnoreCase)
            && setting.Value is { } value && counts(value));
}
