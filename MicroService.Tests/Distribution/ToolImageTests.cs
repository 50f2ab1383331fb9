using System.Text.RegularExpressions;

namespace MicroService.Tests.Distribution;

/// <summary>The image of the tool, as far as its Containerfile tells without a registry.</summary>
public sealed partial class ToolImageTests
{
    private static readonly string[] Instructions =
        [.. YamlFile.Text("container", "tool.Containerfile").Split('\n').Where(line => line.Length > 0 && line[0] != '#')];

    [Fact]
    public void Base_HasATagOfTheTargetedVersion() =>
        Assert.All(Instructions.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)), line => Assert.Matches(Base(), line));

    [Fact]
    public void Image_RunsTheToolAsANumericUserOtherThanRoot()
    {
        var last = Instructions.Skip(Array.FindLastIndex(Instructions, line => line.StartsWith("FROM ", StringComparison.Ordinal))).ToList();

        Assert.Contains(last, line => User().IsMatch(line));
        Assert.Contains("COPY --from=build /out/microservice /usr/local/bin/microservice", last);
        Assert.Equal("ENTRYPOINT [\"/usr/local/bin/microservice\"]", last[^1]);
        // Everything else needs a shell, which the base lacks.
        Assert.DoesNotContain(last, line => line.StartsWith("RUN ", StringComparison.Ordinal));
    }

    [Fact]
    public void Build_PublishesTheTool()
    {
        Assert.Contains(Instructions, line => line.StartsWith("RUN dotnet publish MicroService.Cli ", StringComparison.Ordinal) && line.Contains("--output /out", StringComparison.Ordinal));
        Assert.Contains("<AssemblyName>microservice</AssemblyName>", YamlFile.Text("MicroService.Cli", "MicroService.Cli.csproj"), StringComparison.Ordinal);
        Assert.Contains("**/obj", YamlFile.Text(".dockerignore").Split('\n'));
    }

    [GeneratedRegex(@"^FROM mcr\.microsoft\.com/dotnet/[a-z-]+:10\.0-[a-z-]+( AS [a-z]+)?$")]
    private static partial Regex Base();

    [GeneratedRegex(@"^USER [1-9]\d*$")]
    private static partial Regex User();
}
