using System.Text;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Settings;
using MicroService.Tests.Advisor.Auditing;

namespace MicroService.Tests.Advisor.Settings;

public sealed class SettingsReaderTests
{
    [Fact]
    public void Everything_IsRead()
    {
        var policy = Read("""
            version: 1
            rules:
              image-digest: off
              cpu-request: "off"
              pre-stop: danger
              replicas:
                severity: advice
                minimum: 3
              readiness-probe: on
            exclude:
              - charts/**
              - ./generated
            exceptions:
              - rules: [host-path, host-ports]
                namespace: monitoring
                object: DaemonSet/*
                container: agent
                reason: It reads the node's logs.
                expires: 2030-01-31
              - rules: privileged
                namespace: storage
                reason: The driver mounts volumes.
            """);

        Assert.True(policy.Rules["image-digest"].IsOff && policy.Rules["cpu-request"].IsOff);
        Assert.Equal((Severity.Danger, Severity.Advice), (policy.Rules["pre-stop"].Severity, policy.Rules["replicas"].Severity));
        Assert.Equal(3, policy.Rules["replicas"].Parameters["minimum"]);
        Assert.False(policy.Rules["readiness-probe"].IsOff);
        Assert.Equal(["charts/**", "generated"], policy.ExcludedPaths);
        var exception = policy.Exceptions[0];
        Assert.Equal(["host-path", "host-ports"], exception.Rules);
        Assert.Equal(("monitoring", "DaemonSet/*", "agent", new DateOnly(2030, 1, 31)), (exception.Namespace, exception.Object, exception.Container, exception.Expires));
        Assert.Equal(14, exception.Position.Line);
        Assert.Equal(["privileged"], policy.Exceptions[1].Rules);
        Assert.Null(policy.Exceptions[1].Expires);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# Nothing yet.\n")]
    [InlineData("rules:\nexclude:\nexceptions:\n")]
    [InlineData("{}")]
    public void Nothing_DecidesNothing(string text)
    {
        var policy = Read(text);

        Assert.Empty(policy.Rules);
        Assert.Empty(policy.ExcludedPaths);
        Assert.Empty(policy.Exceptions);
    }

    [Theory]
    [InlineData("exlude: []", "1:1", "There is no setting exlude; did you mean exclude?")]
    [InlineData("ignore: []", "1:1", "There is no setting ignore; known are $schema, version, rules, exclude and exceptions.")]
    [InlineData("version: 2", "1:10", "The version of settings is 1.")]
    [InlineData("rules:\n  readines-probe: off", "2:3", "There is no rule readines-probe; did you mean readiness-probe?")]
    [InlineData("rules:\n  nonsense: off", "2:3", "There is no rule nonsense; microservice rules lists them.")]
    [InlineData("rules:\n  replicas: high", "2:13", "Write off, danger, warning or advice for replicas, or a mapping with severity and minimum.")]
    [InlineData("rules:\n  replicas: [3]", "2:13", "Write off, danger, warning or advice for replicas, or a mapping with severity and minimum.")]
    [InlineData("rules:\n  replicas: {minimun: 3}", "2:14", "There is no setting of replicas minimun; did you mean minimum?")]
    [InlineData("rules:\n  replicas: {minimum: 1}", "2:23", "Write a whole number from 2 to 1000 for minimum.")]
    [InlineData("rules:\n  replicas: {minimum: many}", "2:23", "Write a whole number from 2 to 1000 for minimum.")]
    [InlineData("rules:\n  replicas: {severity: high}", "2:24", "Write off, danger, warning or advice.")]
    [InlineData("rules: [replicas]", "1:8", "Write rules as a mapping of rule ids to off, a severity, or a mapping.")]
    [InlineData("rules: {replicas: off}\nrules: {}", "2:1", "rules is given further up already. Remove one.")]
    [InlineData("exclude: charts", "1:10", "Write exclude as a list of paths, such as - charts/**.")]
    [InlineData("exclude: [{}]", "1:11", "Write a path from the folder of this file, such as charts/**.")]
    [InlineData("exclude: [/charts]", "1:11", "Write the path from the folder of this file, with / between folders and without .. in it.")]
    [InlineData("exclude: [../charts]", "1:11", "Write the path from the folder of this file, with / between folders and without .. in it.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a}]", "1:14", "Write a reason: whoever reads the exception later has to know when it can go.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: ' '}]", "1:57", "Write a reason: whoever reads the exception later has to know when it can go.")]
    [InlineData("exceptions: [{rules: [host-path], reason: b}]", "1:14", "Name the namespace, object or container; a rule that is to be off everywhere belongs under rules.")]
    [InlineData("exceptions: [{namespace: a, reason: b}]", "1:14", "Name the rules, such as rules: [readiness-probe].")]
    [InlineData("exceptions: [{rules: [host-paht], namespace: a, reason: b}]", "1:23", "There is no rule host-paht; did you mean host-path?")]
    [InlineData("exceptions: [{rules: [host-path], object: cart, reason: b}]", "1:43", "Write kind and name, such as Deployment/cart or */cart.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: [a], reason: b}]", "1:46", "Write one namespace; * stands for any letters.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: b, expires: soon}]", "1:69", "Write the last day of the exception as year, month and day, such as 2030-01-31.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: b, expires: 2030-02-30}]", "1:69", "Write the last day of the exception as year, month and day, such as 2030-01-31.")]
    [InlineData("exceptions: [{rules: [host-path], namespace: a, reason: b, until: 2030-01-31}]", "1:60", "There is no key of an exception until; known are rules, namespace, object, container, reason and expires.")]
    [InlineData("- rules", "1:1", "Settings are a mapping with the keys rules, exclude and exceptions.")]
    [InlineData("rules: {}\n---\nrules: {}", "3:1", "Settings are one document: join it with the first.")]
    public void Mistake_IsSaidWithItsPlace(string text, string place, string message)
    {
        var problem = Assert.Single(new SettingsReader().Read("s.yaml", Encoding.UTF8.GetBytes(text)).Problems);

        Assert.Equal((place, message), ($"{problem.Position}", problem.Message));
        Assert.StartsWith($"s.yaml:{place}: {message}", problem.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AllMistakes_AreSaidAtOnce()
    {
        var reading = new SettingsReader().Read("s.yaml", "rules:\n  a: off\n  b: off\nexclude: [/]\nexceptions: [{}]\n"u8.ToArray());

        Assert.Null(reading.Policy);
        Assert.Equal([2, 3, 4, 5, 5, 5], reading.Problems.Select(problem => problem.Position.Line));
    }

    [Fact]
    public void FormerIdOfARule_IsItsIdOfToday()
    {
        var reader = new SettingsReader([new FindingRule("new-name", Severity.Danger, needsWhole: false, "old-name")]);

        var policy = reader.Read("s.yaml", "rules: {old-name: off}\nexceptions: [{rules: old-name, namespace: a, reason: b}]"u8.ToArray()).Policy!;
        var twice = reader.Read("s.yaml", "rules: {old-name: off, new-name: off}"u8.ToArray());

        Assert.True(policy.Rules["new-name"].IsOff);
        Assert.Equal(["new-name"], policy.Exceptions[0].Rules);
        Assert.Equal("new-name is set further up already; new-name is the same rule.", Assert.Single(twice.Problems).Message);
    }

    private static AuditPolicy Read(string text)
    {
        var reading = new SettingsReader().Read("s.yaml", Encoding.UTF8.GetBytes(text));
        Assert.Empty(reading.Problems);
        return reading.Policy!;
    }
}
