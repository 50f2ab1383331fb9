using MicroService.Publishing.AppModel;
using MicroService.Publishing.AppModel.Expressions;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Publishing.Secrets;

/// <summary>The files <c>secrets/*.env</c>, which contain the values and are never committed.</summary>
/// <param name="folder">The folder <c>secrets</c>; beside the files it keeps the values of parameters between runs.</param>
internal sealed class SecretFiles(string folder, AppManifest manifest, KubernetesOptions settings, IReadOnlySet<string> external)
{
    /// <summary>Lists the keys without a value, with the variable or file that could provide it. Writes nothing.</summary>
    public IReadOnlyList<string> Missing(ClusterModel model, Func<string, string?> environment)
    {
        var store = ParameterStore.Open(folder, environment);
        var secrets = Resolve(model, (parameter, input) =>
        {
            // A value that can be generated is not missing, but is not generated here.
            var outcome = store.Value(parameter, input with { Generate = null });
            return outcome is not Resolution.Known && input.Generate is not null ? new Resolution.Known("generated", input.Secret) : outcome;
        });
        return
        [
            .. from secret in secrets
               let kept = Kept(secret.Workload)
               from key in secret.Keys
               let problem = key.Value is null ? kept.ContainsKey(key.Name) ? null : key.Missing
                   : key.Value.AsSpan().ContainsAny('\n', '\r') ? "the value has a line break, which a line of the file can't hold." : null
               where problem is not null
               select $"{Path.Combine(folder, SecretsFolder.FileOf(secret.Workload))}: {key.Name}: {problem}",
        ];
    }

    /// <summary>Writes a file for each workload that has secrets, readable only by its owner. Returns the number of files.</summary>
    public int Write(ClusterModel model, Func<string, string?> environment)
    {
        if (model.Workloads.All(workload => workload.Secrets.Count == 0))
        {
            return 0;
        }

        Directory.CreateDirectory(folder);
        var store = ParameterStore.Open(folder, environment, keepsGiven: true);
        var secrets = Resolve(model, store.Value);
        foreach (var secret in secrets)
        {
            var kept = Kept(secret.Workload);
            var lines = secret.Keys.Select(key => $"{key.Name}={key.Value ?? kept.GetValueOrDefault(key.Name)}\n");
            OwnerOnlyFile.Replace(Path.Combine(folder, SecretsFolder.FileOf(secret.Workload)), string.Concat(lines));
        }

        return secrets.Count;
    }

    private IReadOnlyList<ResolvedSecret> Resolve(ClusterModel model, Func<ManifestResource, ParameterInput, Resolution> value) =>
        SecretResolver.Resolve(manifest, model, settings, external, value);

    // Values that were filled in by hand are kept, because they can't be computed.
    private Dictionary<string, string> Kept(ClusterWorkload workload)
    {
        var file = Path.Combine(folder, SecretsFolder.FileOf(workload));
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in File.Exists(file) ? File.ReadAllLines(file) : [])
        {
            if (!line.StartsWith('#') && line.IndexOf('=', StringComparison.Ordinal) is > 0 and var equals && equals + 1 < line.Length)
            {
                kept[line[..equals].TrimStart()] = line[(equals + 1)..];
            }
        }

        return kept;
    }
}
