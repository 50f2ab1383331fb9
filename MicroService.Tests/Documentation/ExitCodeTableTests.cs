using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using MicroService.Tests.Corpora;

namespace MicroService.Tests.Documentation;

public sealed partial class ExitCodeTableTests
{
    private static readonly List<Match> Rows =
        Row().Matches(Section().Match(File.ReadAllText(RepositoryRoot.Combine("docs", "operations.md"))).Value).ToList();

    [Fact]
    public void ToolColumn_HasTheCodesOfTheTool() =>
        Assert.Equal(Codes(typeof(MicroService.Cli.ExitCode)), Documented("tool"));

    [Fact]
    public void ServiceColumn_HasTheCodesOfTheServiceAndItsCommands() =>
        Assert.Equal(
            Codes(typeof(MicroService.Api.Commands.ExitCode)).Union(Codes(typeof(MicroService.ServiceDefaults.Lifecycle.ExitCode))).Union([129, 131, 143]).Order(),
            Documented("service"));

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

    [GeneratedRegex(@"^\| (?<codes>[\d, ]+) \|(?<tool>[^|]*)\|(?<service>[^|]*)\|$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
