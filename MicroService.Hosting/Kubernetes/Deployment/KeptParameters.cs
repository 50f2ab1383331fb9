using System.Text;
using System.Text.Json.Nodes;
using MicroService.Publishing.Layout;

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
        Forget(plan.Folder);
        var (parameters, trouble) = await SecretAsync(plan, NameOf(plan), cancellationToken);
        if (parameters?[Key] is { } data)
        {
            WriteOwnerOnly(FileOf(plan.Folder), Convert.FromBase64String((string)data!));
        }

        // What only a person knows is put into the Secret by hand, once, and stays there.
        foreach (var workload in plan.Command.Publication!.Secrets.Workloads.Where(workload => workload.Secrets.Any(secret => secret.Unknown is not null)))
        {
            (var values, trouble) = trouble is null ? await SecretAsync(plan, workload.SecretName, cancellationToken) : (null, trouble);
            if (values is not null)
            {
                var lines = values.Select(value => $"{value.Key}={Encoding.UTF8.GetString(Convert.FromBase64String((string)value.Value!))}\n");
                WriteOwnerOnly(Path.Combine(SecretsOf(plan.Folder), SecretsFolder.FileOf(workload)), Encoding.UTF8.GetBytes(string.Concat(lines)));
            }
        }

        return trouble;
    }

    /// <summary>Every secret that has no value, and how it gets one.</summary>
    public static IEnumerable<string> Missing(DeploymentPlan plan)
    {
        var folder = SecretsOf(plan.Folder) + Path.DirectorySeparatorChar;
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
        if (!File.Exists(FileOf(plan.Folder)))
        {
            return null;
        }

        var labels = new JsonObject { ["app.kubernetes.io/part-of"] = plan.Application, ["app.kubernetes.io/managed-by"] = plan.Application };
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = NameOf(plan), ["namespace"] = plan.Namespace, ["labels"] = labels },
            ["data"] = new JsonObject { [Key] = Convert.ToBase64String(File.ReadAllBytes(FileOf(plan.Folder))) },
        }.ToJsonString();
    }

    /// <summary>Deletes every value from disk.</summary>
    public static void Forget(string folder)
    {
        if (!Directory.Exists(SecretsOf(folder)))
        {
            return;
        }

        foreach (var file in Directory.EnumerateFiles(SecretsOf(folder)).Where(file => file.EndsWith(".env", StringComparison.Ordinal) || Path.GetFileName(file) == Key))
        {
            File.Delete(file);
        }
    }

    private static string NameOf(DeploymentPlan plan) => $"{plan.Application}-parameters";

    private static string SecretsOf(string folder) => Path.Combine(folder, "secrets");

    private static string FileOf(string folder) => Path.Combine(SecretsOf(folder), Key);

    private static async Task<(JsonObject? Data, string? Trouble)> SecretAsync(DeploymentPlan plan, string name, CancellationToken cancellationToken)
    {
        var found = await plan.Kubectl.RunAsync(
            ["get", "secret", name, "--namespace", plan.Namespace, "--ignore-not-found", "--output", "json"], cancellationToken);
        return found.IsGood
            ? (found.Output.Trim().Length > 0 ? JsonNode.Parse(found.Output)?["data"] as JsonObject : null, null)
            : (null, $"The values of the last deployment: the Secret {plan.Namespace}/{name} can't be read. {found.Trouble.LastOrDefault()}".TrimEnd());
    }

    private static void WriteOwnerOnly(string path, byte[] content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
    }
}
