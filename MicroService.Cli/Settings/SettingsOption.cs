using System.CommandLine;
using MicroService.Advisor.Settings;
using MicroService.Cli.Input;

namespace MicroService.Cli.Settings;

/// <summary>The option <c>--config</c> of <c>audit</c> and <c>fix</c>.</summary>
internal static class SettingsOption
{
    public static Option<string?> Create() => new Option<string?>("--config")
    {
        Description = $"The team's settings. Default: the nearest {SettingsReader.FileName} from the input's folder upwards, to the root of its repository.",
        HelpName = "file",
    }.AcceptOnlyFiles();
}
