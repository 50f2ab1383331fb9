using MicroService.Publishing;

namespace MicroService.Tests.Publishing;

/// <summary>What a run of the command in this process came to: files and differences are its output, the report is for people.</summary>
internal sealed record PublishRun(int ExitCode, string Output, string Report, string Error)
{
    /// <summary>Publishes a manifest on disk, with no other variables than those given.</summary>
    public static PublishRun Of(string manifest, string output, Func<PublishOptions, PublishOptions>? change = null, IReadOnlyDictionary<string, string>? environment = null)
    {
        var (files, report, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var options = new PublishOptions(manifest, output);
        var console = new PublishConsole(files, report, error);
        var exitCode = new PublishCommand(change?.Invoke(options) ?? options, console, environment ?? new Dictionary<string, string>()).Run();
        return new PublishRun(exitCode, files.ToString(), report.ToString(), error.ToString());
    }

    public override string ToString() => $"exit code {ExitCode}\n{Report}{Error}";
}
