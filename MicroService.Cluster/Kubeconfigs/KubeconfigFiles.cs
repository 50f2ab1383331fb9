namespace MicroService.Cluster.Kubeconfigs;

/// <summary>Finds the kubeconfig as kubectl does.</summary>
/// <param name="Paths">The files; what an earlier one says counts.</param>
/// <param name="IsNamed">Whether the user named them, so that each has to exist.</param>
public sealed record KubeconfigFiles(IReadOnlyList<string> Paths, bool IsNamed)
{
    /// <summary>The variable of the environment that names the files.</summary>
    public const string Variable = "KUBECONFIG";

    /// <summary>The files of the option, of the environment, or of the user's home.</summary>
    /// <param name="named">The file that the command line names; null for none.</param>
    /// <param name="variables">Reads the environment.</param>
    public static KubeconfigFiles Find(string? named, Func<string, string?> variables)
    {
        ArgumentNullException.ThrowIfNull(variables);
        if (named is not null)
        {
            return new KubeconfigFiles([named], IsNamed: true);
        }

        return variables(Variable) is { Length: > 0 } listed
            ? new KubeconfigFiles(listed.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries), IsNamed: false)
            : new KubeconfigFiles(
                [Path.Combine(variables("HOME") ?? Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".kube", "config")], IsNamed: false);
    }

    /// <summary>The files that exist.</summary>
    internal IReadOnlyList<string> Existing => [.. Paths.Where(File.Exists)];
}
