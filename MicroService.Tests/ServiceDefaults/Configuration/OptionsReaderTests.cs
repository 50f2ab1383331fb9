using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Tests.ServiceDefaults.Configuration;

public sealed class OptionsReaderTests
{
    [Fact]
    public void NothingSet_GivesDefaults() =>
        Assert.Equal(
            new SampleOptions { Count = 3, Wait = TimeSpan.FromSeconds(1) },
            SampleOptions.Bind(Sample.Reader<SampleOptions>([], [])));

    [Fact]
    public void EverySettingWrong_ReportsEachWithKeyValueAndRule()
    {
        var problems = new ConfigurationProblems();

        SampleOptions.Bind(Sample.Reader<SampleOptions>([("Sample:Count", "12"), ("Sample:Wait", "soon")], problems));

        Assert.Equal(
            [
                new ConfigurationProblem("Sample:Count", "12", "must be a whole number from 1 to 9"),
                new ConfigurationProblem("Sample:Wait", "soon", "must be a duration from 0s to 1m, such as 250ms, 5s or 00:00:05"),
            ],
            problems);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10")]
    [InlineData("3.5")]
    [InlineData("three")]
    [InlineData("99999999999999999999")]
    public void NumberOutsideItsRule_IsAProblem(string value)
    {
        var problems = new ConfigurationProblems();

        SampleOptions.Bind(Sample.Reader<SampleOptions>([("Sample:Count", value)], problems));

        Assert.Single(problems);
    }

    [Theory]
    [InlineData("tuesday", true)]
    [InlineData("2", false)]
    [InlineData("Someday", false)]
    public void Choice_TakesNamesOnly(string value, bool good)
    {
        var problems = new ConfigurationProblems();

        var day = Sample.Reader<SampleOptions>([("Sample:Day", value)], problems).Choice("Day", DayOfWeek.Monday);

        Assert.Equal((good ? DayOfWeek.Tuesday : DayOfWeek.Monday, good ? 0 : 1), (day, problems.Count));
    }

    [Fact]
    public void SecretThatBreaksARule_IsMaskedInTheProblem()
    {
        var problems = new ConfigurationProblems();
        var reader = Sample.Reader<SampleOptions>([("Sample:Key", "hunter2")], problems);
        reader.Secret("Key");

        reader.Require(false, "Key", "must be longer");

        Assert.Equal("***", Assert.Single(problems).Value);
    }

    [Theory]
    [InlineData("ConnectionStrings:history", "Host=db;Password=hunter2")]
    [InlineData("Upstream:Url", "https://me:hunter2@example.test/")]
    public void ProblemWithAConfidentialValue_DoesNotShowIt(string key, string value)
    {
        var problems = new ConfigurationProblems();

        problems.Add(key, value, "must be different");

        Assert.DoesNotContain("hunter2", problems.ToString(), StringComparison.Ordinal);
    }
}
