using System.Collections;
using System.CommandLine;
using MicroService.AppHost.Embedded;

namespace MicroService.AppHost.Publishing;

/// <summary>The options of <c>publish</c>.</summary>
internal static class PublishCommandLine
{
    private static readonly Option<DirectoryInfo?> Output = new("--output", "-o") { Description = "The folder to write to. Default: deploy beside the manifest." };
    private static readonly Option<FileInfo?> Settings = new("--settings") { Description = "A JSON file with the section Kubernetes: sizes, overlays and so on. Default: the AppHost's appsettings.json for its own manifest, none for others." };
    private static readonly Option<string[]> External = new("--external") { Description = "A resource that runs elsewhere: it is referred to, not published. May be repeated." };
    private static readonly Option<bool> Strict = new("--strict") { Description = "Take what can't be published for an error." };
    private static readonly Option<bool> DryRun = new("--dry-run") { Description = "Print the files instead of writing them." };
    private static readonly Option<bool> Diff = new("--diff") { Description = "Print how the files differ from those on disk, and write nothing. Exit code 1 if they do." };
    private static readonly Option<bool> Resolve = new("--resolve") { Description = "Also write secrets/*.env from the values of the parameters (Parameters__name), which git ignores." };

    /// <param name="manifest">The option that all commands share.</param>
    public static Command Create(Option<FileInfo?> manifest)
    {
        var publish = new Command("publish", "Write the app model as Kubernetes manifests, hardened, for kubectl apply -k.")
        {
            Output, Settings, External, Strict, DryRun, Diff, Resolve,
        };
        publish.Validators.Add(result =>
        {
            if (new[] { DryRun, Diff, Resolve }.Count(option => result.GetValue(option)) > 1)
            {
                result.AddError("--dry-run, --diff and --resolve exclude each other: the first two write nothing.");
            }

            if (result.GetValue(manifest)?.ToString() == ManifestSource.StandardInput && result.GetValue(Output) is null)
            {
                result.AddError("A manifest from standard input lies in no folder, so it takes --output.");
            }
        });
        publish.SetAction(arguments => Run(arguments, manifest));
        return publish;
    }

    private static int Run(ParseResult arguments, Option<FileInfo?> manifest)
    {
        if (ManifestSource.Open(arguments.GetValue(manifest)) is not { } source)
        {
            Console.Error.WriteLine($"There is no {ManifestFile.Name} here or in any folder above. Name one with --manifest.");
            return PublishExitCodes.BadInput;
        }

        var action = arguments.GetValue(DryRun) ? PublishAction.Print : arguments.GetValue(Diff) ? PublishAction.Compare : PublishAction.Write;
        var output = arguments.GetValue(Output)?.FullName ?? Path.Combine(Path.GetDirectoryName(source.Path)!, "deploy");
        var options = new PublishOptions(source.Path, output)
        {
            Content = source.Content,
            IsOwn = source.Content is { } content && OwnManifest.Is(content),
            SettingsFile = arguments.GetValue(Settings)?.FullName,
            External = (arguments.GetValue(External) ?? []).ToHashSet(StringComparer.Ordinal),
            Strict = arguments.GetValue(Strict),
            Action = action,
            Resolve = arguments.GetValue(Resolve),
        };
#pragma warning disable CA1031 // A defect has an exit code of its own, and nothing was written.
        try
        {
            return new PublishCommand(options, PublishTerminal.Open(reportToError: action != PublishAction.Write), Variables()).Run();
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"This is a defect of publish; please report it with the manifest. {exception}");
            return PublishExitCodes.Defect;
        }
#pragma warning restore CA1031
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
}
