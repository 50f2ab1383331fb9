using System.CommandLine;

namespace MicroService.Cli.Input;

/// <summary>The option <c>--helm-values</c>: values for the Helm charts among the folders.</summary>
internal static class HelmValuesOption
{
    public static Option<string[]> Create() => new Option<string[]>("--helm-values")
    {
        Description = "A file of values for the Helm charts among the folders. Can be repeated; the last file wins.",
        HelpName = "file",
    }.AcceptOnlyFiles();
}
