using System.Text.RegularExpressions;
using MicroService.Tests.Monitoring;
using MicroService.Tests.Processes;

namespace MicroService.Tests.Observability.Alerts;

public sealed partial class ScaledRulesTests
{
    [Theory]
    [InlineData("expr: rate(a[10m])", "expr: rate(a[10s])")]
    [InlineData("expr: rate(a[6h]) / rate(b[1h30m])", "expr: rate(a[360s]) / rate(b[90s])")]
    [InlineData("expr: rate(a[1m])", "expr: rate(a[5s])")]
    [InlineData("expr: max_over_time(a[1h:5m])", "expr: max_over_time(a[60s:5s])")]
    [InlineData("expr: max_over_time(a[1h:])", "expr: max_over_time(a[60s:])")]
    [InlineData("expr: a offset 1d", "expr: a offset 1440s")]
    [InlineData("    for: 15m", "    for: 15s")]
    [InlineData("    for: 30s", "    for: 1s")]
    [InlineData("    for: 0m", "    for: 0m")]
    [InlineData("    keep_firing_for: \"1w\"", "    keep_firing_for: \"10080s\"")]
    [InlineData("- interval: 1m", "- interval: 1s")]
    public void Duration_IsDivided(string rules, string scaled) => Assert.Equal(scaled, ScaledRules.Of(rules, 60));

    [Theory]
    [InlineData("record: job:requests:ratio_rate30m")]
    [InlineData("expr: job:requests:ratio_rate30m > 0.5")]
    [InlineData("expr: a{status=~\"[45]..\"}")]
    [InlineData("summary: \"fails for 5m\"")]
    [InlineData("# for 5m")]
    public void OtherText_Stays(string rules) => Assert.Equal(rules, ScaledRules.Of(rules, 60));

    [Fact]
    public void CommittedRules_KeepNothingLongerThanSeconds() =>
        Assert.DoesNotMatch(LongDuration(), ScaledRules.Of(RuleFile.Text, 60));

    [Fact]
    public async Task ScaledCommittedRules_PassPromtool()
    {
        var promtool = MonitoringPrograms.Required("promtool");
        var file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, ScaledRules.Of(RuleFile.Text, 60), TestContext.Current.CancellationToken);

            var result = await ChildProcess.RunAsync(promtool, ["check", "rules", file]);

            Assert.True(result.ExitCode == 0, result.Output + result.Error);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [GeneratedRegex(@"\[[0-9]+[mhdwy]|^\s*(for|keep_firing_for|interval): *[1-9][0-9]*[mhdwy]", RegexOptions.Multiline)]
    private static partial Regex LongDuration();
}
