using System.Text;
using MicroService.Advisor.Auditing;
using MicroService.Advisor.Manifests;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Advisor.Rules.Hygiene;

namespace MicroService.Tests.Advisor.Rules;

/// <summary>Whom a Kustomization makes Secrets for, which takes more than one file to tell.</summary>
public sealed class KustomizationReachTests
{
    private const string Pod = """
        apiVersion: v1
        kind: Pod
        metadata: {name: shop}
        spec:
          containers:
            - name: shop
              image: example.com/shop:1.2.3
              envFrom: [{secretRef: {name: shop-secrets}}]
        """;

    private const string Made = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\ngeneratorOptions: {disableNameSuffixHash: true}\nsecretGenerator: [{name: shop-secrets, envs: [shop.env]}]\n";

    [Theory]
    [InlineData("shop/kustomization.yaml", "resources: [pod.yaml]", 0)]
    [InlineData("kustomization.yaml", "resources: [shop]", 0)]
    [InlineData("secrets/kustomization.yaml", "", 0)]
    [InlineData("overlays/dev/kustomization.yaml", "resources: [../../shop]", 0)]
    [InlineData("catalog/kustomization.yaml", "resources: [pod.yaml]", 1)]
    [InlineData("shop/nested/kustomization.yaml", "resources: [pod.yaml]", 1)]
    public void Kustomization_MakesSecretsForThoseItCanReach(string path, string resources, int findings)
    {
        var report = new Auditor([new SecretReferenceRule()]).Audit([Read("shop/pod.yaml", Pod), Read(path, Made + resources)], new AuditSettings(), TestContext.Current.CancellationToken);

        Assert.Equal(findings, report.Findings.Count());
    }

    private static ManifestFile Read(string name, string text) => new ManifestReader().Read(name, Encoding.UTF8.GetBytes(text)).File!;
}
