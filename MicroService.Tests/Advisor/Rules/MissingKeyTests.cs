using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;

namespace MicroService.Tests.Advisor.Rules;

/// <summary>A key that a Secret lacks: the pod does not start if the Secret is given, and nobody else fills it in.</summary>
public sealed class MissingKeyTests
{
    private const string Pod = """
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: shop}
        spec:
          containers:
          - name: shop
            image: example.com/shop:1
            env: [{name: PASSWORD, valueFrom: {secretKeyRef: {name: db, key: password}}}]
        """;

    [Fact]
    public void GivenSecretWithoutTheKey_IsADanger() => Assert.Equal(Severity.Danger, SeverityWith("stringData: {user: shop}"));

    [Fact]
    public void MissingSecret_IsAdvice() => Assert.Equal(Severity.Advice, Assert.Single(Audit(Pod)).Severity);

    [Theory]
    [InlineData("type: Opaque")]
    [InlineData("data: {}")]
    public void SecretWithoutAnyKey_IsFilledInByOthers(string body) => Assert.Equal(Severity.Advice, SeverityWith(body));

    [Fact]
    public void SecretOfAReplicator_IsFilledInByIt() =>
        Assert.Equal(Severity.Advice, Assert.Single(Audit(
            $"apiVersion: v1\nkind: Secret\nmetadata: {{name: db, annotations: {{replicator.v1.mittwald.de/replicate-from: a/b}}}}\nstringData: {{user: shop}}\n{Pod}")).Severity);

    private static Severity SeverityWith(string body) =>
        Assert.Single(Audit($"apiVersion: v1\nkind: Secret\nmetadata: {{name: db}}\n{body}\n{Pod}")).Severity;

    private static List<Finding> Audit(string text) =>
    [
        .. new Auditor([new SecretReferenceRule()]).Audit(
            [new ManifestReader().Read("shop.yaml", Encoding.UTF8.GetBytes(text)).File!], new AuditSettings(), TestContext.Current.CancellationToken).Findings,
    ];
}
