using MicroService.Tests.Corpora;
using Xunit.Sdk;

namespace MicroService.Tests.Golden;

public sealed class GoldenFileTests
{
    [Fact]
    public void EqualText_Matches() => GoldenFile.Matches("LICENSE", File.ReadAllText(RepositoryRoot.Combine("LICENSE")));

    [Fact]
    public void OtherText_FailsWithTheDifferingLinesAndLeavesTheFile()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1", "UPDATE_GOLDEN=1 would rewrite the file.");
        var text = File.ReadAllText(RepositoryRoot.Combine("LICENSE"));

        var failure = Assert.ThrowsAny<XunitException>(() => GoldenFile.Matches("LICENSE", text.Replace("MIT License", "No License", StringComparison.Ordinal)));

        Assert.Contains("-MIT License", failure.Message, StringComparison.Ordinal);
        Assert.Contains("+No License", failure.Message, StringComparison.Ordinal);
        Assert.Equal(text, File.ReadAllText(RepositoryRoot.Combine("LICENSE")));
    }

    [Fact]
    public void MissingFile_FailsAndStaysMissing()
    {
        Assert.SkipWhen(Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1", "UPDATE_GOLDEN=1 would write the file.");

        Assert.ThrowsAny<XunitException>(() => GoldenFile.Matches("MicroService.Tests/Golden/absent.txt", "text"));

        Assert.False(File.Exists(RepositoryRoot.Combine("MicroService.Tests", "Golden", "absent.txt")));
    }
}
