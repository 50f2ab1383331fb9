using System.Globalization;
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
    [InlineData("1", "0s")]
    [InlineData("9", "1m")]
    [InlineData(" 5 ", " 5s ")]
    public void ValuesAtTheirLimits_AreTaken(string count, string wait)
    {
        var problems = new ConfigurationProblems();

        var options = SampleOptions.Bind(Sample.Reader<SampleOptions>([("Sample:Count", count), ("Sample:Wait", wait)], problems));

        Assert.Empty(problems);
        Assert.Equal((count.Trim(), wait.Trim()), (options.Count.ToString(CultureInfo.InvariantCulture), DurationText.Format(options.Wait)));
    }

    [Theory]
    [InlineData("http://example.test/", true)]
    [InlineData("https://example.test/", true)]
    [InlineData("ftp://example.test/", false)]
    [InlineData("/relative", false)]
    public void Url_IsAbsoluteAndOfTheWeb(string value, bool isGood)
    {
        var problems = new ConfigurationProblems();

        var url = Sample.Reader<SampleOptions>([("Sample:Url", value)], problems).Url("Url");

        Assert.Equal((isGood ? value : null, isGood ? 0 : 1), (url?.ToString(), problems.Count));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void RuleBetweenSettings_IsAProblemOnlyWhereItIsBroken(bool isSatisfied)
    {
        var problems = new ConfigurationProblems();

        Sample.Reader<SampleOptions>([("Sample:Key", "given")], problems).Require(isSatisfied, "Key", "must be another");

        ConfigurationProblem[] expected = isSatisfied ? [] : [new("Sample:Key", "given", "must be another")];
        Assert.Equal(expected, problems);
    }

    [Fact]
    public void Entry_SaysWhetherItsValueIsSetAndWhatElseItWouldBe()
    {
        var reader = Sample.Reader<SampleOptions>([("Sample:Set", "true"), ("Sample:Blank", " ")], []);

        reader.Boolean("Set", false);
        reader.Boolean("Blank", true);
        reader.Text("Described", "3", "as many as processors");

        Assert.Equal(
            [("Sample:Set", "true", "false", true), ("Sample:Blank", "true", "true", false), ("Sample:Described", "3", "as many as processors", false)],
            reader.Entries.Select(static entry => (entry.Key, entry.Value, entry.Default, entry.IsSet)));
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
