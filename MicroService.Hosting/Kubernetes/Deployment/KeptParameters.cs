using System.Text;
using System.Text.Json.Nodes;
using MicroService.Publishing.AppModel.Parameters;
using MicroService.Publishing.Kustomize;

namespace MicroService.Hosting.Kubernetes.Deployment;

/// <summary>
/// The values of parameters that a deployment keeps in a Secret of the cluster: a generated password must fit the data that was written with
/// it, whichever machine deploys next. On disk they are for the length of a step only.
/// </summary>
internal static class KeptParameters
{
    private const string Key = "parameters.json";

    /// <summary>Fetches the values of the last deployment to where publishing reads them. Returns why that failed; null if it did not.</summary>
    public static async Task<string?> FetchAsync(DeploymentPlan plan, CancellationToken cancellationToken)
    {
        CreateFolder(plan);
        var (parameters, trouble) = await SecretAsync(plan, NameOf(plan), cancellationToken);
        if (parameters?[Key] is { } data)
        {
            OwnerOnlyFile.Replace(FileOf(plan), Text(data));
        }

        // What only a person knows is put into the Secret by hand, once, and stays there.
        foreach (var workload in plan.Command.Publication!.Secrets.Workloads.Where(workload => workload.Secrets.Any(secret => secret.Unknown is not null)))
        {
            (var values, trouble) = trouble is null ? await SecretAsync(plan, workload.SecretName, cancellationToken) : (null, trouble);
            if (values is not null)
            {
                // A line of the file can't hold a line break: such a value counts as missing.
                var lines = values.Select(value => (value.Key, Text: Text(value.Value)))
                    .Where(value => !value.Text.Contains('\n', StringComparison.Ordinal))
                    .Select(value => $"{value.Key}={value.Text}\n");
                OwnerOnlyFile.Replace(Path.Combine(FolderOf(plan), SecretsFolder.FileOf(workload)), string.Concat(lines));
            }
        }

        return trouble;
    }

    /// <summary>Every secret that has no value, and how it gets one.</summary>
    public static IEnumerable<string> Missing(DeploymentPlan plan)
    {
        var folder = FolderOf(plan) + Path.DirectorySeparatorChar;
        var byHand = plan.Command.Publication!.Secrets.Workloads.Where(workload => workload.Secrets.Any(secret => secret.Unknown is not null)).ToList();
        foreach (var secret in plan.Command.MissingSecrets())
        {
            var text = secret.Replace(folder, "", StringComparison.Ordinal);
            var workload = byHand.Find(workload => text.StartsWith($"{SecretsFolder.FileOf(workload)}:", StringComparison.Ordinal));
            yield return $"A secret: {text}"
                + (workload is null ? "" : $" A value that the model does not have goes into the Secret {workload.SecretName} of the namespace {plan.Namespace}, by hand and once.");
        }
    }

    /// <summary>The Secret with the values that publishing has by now; null if it has none.</summary>
    public static string? Secret(DeploymentPlan plan)
    {
        if (!File.Exists(FileOf(plan)))
        {
            return null;
        }

        var labels = new JsonObject { ["app.kubernetes.io/part-of"] = plan.Application, ["app.kubernetes.io/managed-by"] = plan.Application };
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = NameOf(plan), ["namespace"] = plan.Namespace, ["labels"] = labels },
            ["data"] = new JsonObject { [Key] = Convert.ToBase64String(File.ReadAllBytes(FileOf(plan))) },
        }.ToJsonString();
    }

    /// <summary>Deletes every value from disk.</summary>
    public static void Forget(DeploymentPlan plan)
    {
        if (Directory.Exists(plan.Values))
        {
            Directory.Delete(plan.Values, recursive: true);
        }
    }

    /// <summary>Where publishing writes the values to.</summary>
    public static string FolderOf(DeploymentPlan plan) => Path.Combine(plan.Values, SecretsFolder.Name);

    private static string Text(JsonNode? value) => Encoding.UTF8.GetString(Convert.FromBase64String((string?)value ?? ""));

    private static string NameOf(DeploymentPlan plan) => $"{plan.Application}-parameters";

    private static string FileOf(DeploymentPlan plan) => Path.Combine(FolderOf(plan), Key);

    private static void CreateFolder(DeploymentPlan plan)
    {
        Forget(plan);
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(FolderOf(plan));
        }
        else
        {
            Directory.CreateDirectory(plan.Values, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            Directory.CreateDirectory(FolderOf(plan));
        }
    }

    private static async Task<(JsonObject? Data, string? Trouble)> SecretAsync(DeploymentPlan plan, string name, CancellationToken cancellationToken)
    {
        var found = await plan.Kubectl.RunAsync(
            ["get", "secret", name, "--namespace", plan.Namespace, "--ignore-not-found", "--output", "json"], cancellationToken);
        return found.IsGood
            ? (found.Output.Trim().Length > 0 ? JsonNode.Parse(found.Output)?["data"] as JsonObject : null, null)
            : (null, $"The values of the last deployment: the Secret {plan.Namespace}/{name} can't be read. {(found.Trouble.Count > 0 ? found.Trouble[^1] : "")}".TrimEnd());
    }
}
