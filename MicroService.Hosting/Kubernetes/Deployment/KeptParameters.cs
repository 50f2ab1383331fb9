using System.Text.Json.Nodes;

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
        var found = await plan.Kubectl.RunAsync(
            ["get", "secret", NameOf(plan), "--namespace", plan.Namespace, "--ignore-not-found", "--output", "json"], cancellationToken);
        if (!found.IsGood)
        {
            return $"The values of the last deployment: the Secret {plan.Namespace}/{NameOf(plan)} can't be read. {found.Trouble.LastOrDefault()}".TrimEnd();
        }

        if (found.Output.Trim().Length > 0 && (string?)JsonNode.Parse(found.Output)?["data"]?[Key] is { } data)
        {
            CreateFolder(plan.Folder);
            WriteOwnerOnly(FileOf(plan.Folder), Convert.FromBase64String(data));
        }

        return null;
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

    private static void CreateFolder(string folder) => Directory.CreateDirectory(SecretsOf(folder));

    private static void WriteOwnerOnly(string path, byte[] content)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(content);
    }
}
