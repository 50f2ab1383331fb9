using System.Collections;
using System.CommandLine;
using MicroService.Cli.Output;
using MicroService.Publishing;
using PublishRun = MicroService.Publishing.PublishCommand;

namespace MicroService.Cli.Publishing;

/// <summary><c>publish</c>: writes an Aspire app model as hardened Kubernetes manifests.</summary>
internal static class PublishCommand
{
    public static Command Create()
    {
        var manifest = new Option<FileInfo?>("--manifest")
        {
            Description = $"The app model that Aspire exports, or - for standard input. Default: the nearest {ManifestSource.FileName} in this folder or above.",
        };
        var output = new Option<DirectoryInfo?>("--output", "-o") { Description = "The folder to write to. Default: deploy beside the manifest." };
        var settings = new Option<FileInfo?>("--settings") { Description = "A JSON file with the section Kubernetes: sizes, overlays and more. Default: none." };
        var external = new Option<string[]>("--external") { Description = "A resource that runs elsewhere: it is referred to, not published. Can be repeated." };
        var strict = new Option<bool>("--strict") { Description = "Treat unpublishable resources as errors." };
        var dryRun = new Option<bool>("--dry-run") { Description = "Print the files instead of writing them." };
        var diff = new Option<bool>("--diff") { Description = "Print how the files differ from those on disk, and write nothing. Exit code 1 if they differ." };
        var resolve = new Option<bool>("--resolve") { Description = "Also write secrets/*.env from the values of the parameters (Parameters__name), which git ignores." };
        var command = new Command("publish", "Write an Aspire app model as hardened Kubernetes manifests, for kubectl apply -k.")
        {
            manifest, output, settings, external, strict, dryRun, diff, resolve,
        };
        command.Validators.Add(result =>
        {
            if (new[] { dryRun, diff, resolve }.Count(option => result.GetValue(option)) > 1)
            {
                result.AddError("--dry-run, --diff and --resolve exclude each other: the first two write nothing.");
            }

            if (result.GetValue(manifest)?.ToString() == ManifestSource.StandardInput && result.GetValue(output) is null)
            {
                result.AddError("A manifest from standard input lies in no folder. Name the folder to write to with --output.");
            }
        });
        command.SetAction(parsed =>
        {
            if (ManifestSource.Open(parsed.GetValue(manifest)) is not { } source)
            {
                Console.Error.WriteLine($"There is no {ManifestSource.FileName} in this folder or above. Name one with --manifest.");
                return ExitCode.BadInput;
            }

            var options = new PublishOptions(source.Path, parsed.GetValue(output)?.FullName ?? Path.Combine(Path.GetDirectoryName(source.Path)!, "deploy"))
            {
                Content = source.Content,
                SettingsFile = parsed.GetValue(settings)?.FullName,
                External = (parsed.GetValue(external) ?? []).ToHashSet(StringComparer.Ordinal),
                Strict = parsed.GetValue(strict),
                Action = parsed.GetValue(dryRun) ? PublishAction.Print : parsed.GetValue(diff) ? PublishAction.Compare : PublishAction.Write,
                Resolve = parsed.GetValue(resolve),
            };
            return Run(options);
        });
        return command;
    }

    // What another program may read, files and differences, has standard output to itself.
    private static int Run(PublishOptions options)
    {
        using var output = Terminal.OpenOutput();
        // Each write fails where it happens, so the run can say that its output cannot be written.
        output.AutoFlush = true;
        var console = new PublishConsole(output, options.Action == PublishAction.Write ? output : Console.Error, Console.Error);
        return new PublishRun(options, console, Variables()).Run();
    }

    private static Dictionary<string, string> Variables() =>
        Environment.GetEnvironmentVariables().Cast<DictionaryEntry>()
            .ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value ?? "", StringComparer.Ordinal);
}
