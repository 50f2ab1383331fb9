using System.Globalization;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using MicroService.Publishing;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Documentation;

public sealed partial class ExitCodeTableTests
{
    private static readonly List<Match> Rows =
        Row().Matches(Section().Match(File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md"))).Value).ToList();

    [Fact]
    public void ServiceColumn_HasTheCodesOfTheService() =>
        Assert.Equal(
            Codes(typeof(MicroService.ServiceDefaults.Lifecycle.ExitCode))
                .Union(new[] { PosixSignal.SIGHUP, PosixSignal.SIGINT, PosixSignal.SIGQUIT, PosixSignal.SIGTERM }.Select(MicroService.ServiceDefaults.Lifecycle.ExitCode.ForcedBy))
                .Order(),
            Documented("service"));

    [Fact]
    public void CommandColumn_HasTheCodesOfTheServicesCommands() =>
        Assert.Equal(Codes(typeof(MicroService.Api.Commands.ExitCode)), Documented("commands"));

    [Fact]
    public void ToolColumn_HasTheCodesOfTheToolAndOfPublish()
    {
        Assert.Equal(Codes(typeof(MicroService.Cli.ExitCode)).Union(Codes(typeof(PublishExitCodes))).Order(), Documented("tool"));

        // Three commands share it, so the column alone does not tell whether all are there.
        var shared = Rows.Single(static row => row.Groups["codes"].Value == $"{PublishExitCodes.Different}").Groups["tool"].Value;
        Assert.Equal(PublishExitCodes.Different, MicroService.Cli.ExitCode.Findings);
        Assert.Contains("`--fail-on`", shared, StringComparison.Ordinal);
        Assert.Contains("`fix --check`", shared, StringComparison.Ordinal);
        Assert.Contains("`publish --diff`", shared, StringComparison.Ordinal);
    }

    // Its pipeline only writes, so it compares nothing.
    [Fact]
    public void AppHostColumn_HasTheCodesOfItsPipelineAndOfAMissingRuntime() =>
        Assert.Equal(Codes(typeof(PublishExitCodes)).Except([PublishExitCodes.Different]).Append(NoRuntime()).Order(), Documented("apphost"));

    private static int NoRuntime() => (int)Assembly.LoadFrom(RepositoryRoot.Combine("MicroService.AppHost", "bin", RepositoryRoot.Configuration, "net10.0", "MicroService.AppHost.dll"))
        .GetTypes().Single(static type => type.Name == "ContainerRuntimeExtensions")
        .GetField("Unavailable", BindingFlags.NonPublic | BindingFlags.Static)!.GetRawConstantValue()!;

    private static IEnumerable<int> Codes(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.IsLiteral).Select(field => (int)field.GetRawConstantValue()!).Order();

    private static IEnumerable<int> Documented(string column) =>
        from row in Rows
        where row.Groups[column].Value.Trim().Length > 0
        from code in row.Groups["codes"].Value.Split(',')
        let number = int.Parse(code, CultureInfo.InvariantCulture)
        orderby number
        select number;

    [GeneratedRegex(@"^## Exit codes$.*?(?=^## )", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Section();

    [GeneratedRegex(@"^\| (?<codes>[\d, ]+) \|(?<service>[^|]*)\|(?<commands>[^|]*)\|(?<tool>[^|]*)\|(?<apphost>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
