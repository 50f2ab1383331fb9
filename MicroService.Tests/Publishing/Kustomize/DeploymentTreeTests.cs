using MicroService.Publishing.AppModel;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Kustomize;

public sealed class DeploymentTreeTests
{
    [Fact]
    public void Objects_HaveAFileEach()
    {
        var files = SampleApplication.Tree();

        Assert.Equal(
            [
                "base/kustomization.yaml", "base/namespace.yaml", "base/quota.yaml",
                "base/web/configmap-config.yaml", "base/web/configmap-files.yaml", "base/web/deployment.yaml", "base/web/hpa.yaml",
                "base/web/kustomization.yaml", "base/web/networkpolicy.yaml", "base/web/pdb.yaml", "base/web/service.yaml", "base/web/serviceaccount.yaml",
                "overlays/dev/kustomization.yaml",
                "secrets/.gitignore", "secrets/kustomization.yaml", "secrets/web.env.example",
            ],
            files.Select(file => file.Path));
    }

    [Fact]
    public void SameInput_GivesTheSameBytes() =>
        Assert.Equal(SampleApplication.Tree().Select(file => (file.Path, file.Content)), SampleApplication.Tree().Select(file => (file.Path, file.Content)));

    [Fact]
    public void EveryFile_SaysThatItIsGenerated() => Assert.All(SampleApplication.Tree(), file => Assert.True(GeneratedMark.IsOn(file.Content), file.Path));

    [Fact]
    public void EveryFile_EndsInOneLineFeed() =>
        Assert.All(SampleApplication.Tree(), file => Assert.True(file.Content.EndsWith('\n') && !file.Content.EndsWith("\n\n", StringComparison.Ordinal) && !file.Content.Contains('\r', StringComparison.Ordinal), file.Path));

    [Fact]
    public void BuiltImages_AreListedForWhoeverSetsTheirTags() =>
        Assert.Contains("images:\n- name: localhost/web\n  newName: localhost/web\n  newTag: \"1.0.0\"\n", Content(SampleApplication.Tree(), "base/kustomization.yaml"), StringComparison.Ordinal);

    [Fact]
    public void OverlayThatChangesNothing_HasNoPatches() => Assert.DoesNotContain("patches:", Content(SampleApplication.Tree(), "overlays/dev/kustomization.yaml"), StringComparison.Ordinal);

    [Fact]
    public void OverlayThatChangesAField_PatchesThatFieldAlone()
    {
        var files = SampleApplication.Tree(SampleApplication.Web.Replace("maxReplicas: 4", "maxReplicas: 3", StringComparison.Ordinal));

        Assert.Contains(
            """
            patches:
            - target:
                group: autoscaling
                version: v2
                kind: HorizontalPodAutoscaler
                name: web
              patch: |
                - op: replace
                  path: /spec/maxReplicas
                  value: 3

            """,
            Content(files, "overlays/dev/kustomization.yaml"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void ObjectThatOnlyTheOverlayHas_IsAFileOfIt()
    {
        var files = SampleApplication.Tree(web: Without("HorizontalPodAutoscaler"));

        Assert.Contains("- web-hpa.yaml\n", Content(files, "overlays/dev/kustomization.yaml"), StringComparison.Ordinal);
        Assert.Contains("maxReplicas: 4", Content(files, "overlays/dev/web-hpa.yaml"), StringComparison.Ordinal);
    }

    [Fact]
    public void ObjectThatTheOverlayHasNot_IsDeletedByIt() =>
        Assert.Contains("$patch: delete", Content(SampleApplication.Tree(Without("HorizontalPodAutoscaler")), "overlays/dev/kustomization.yaml"), StringComparison.Ordinal);

    [Fact]
    public void SecretThatOnlyAPersonKnows_SaysWhy()
    {
        var secret = new ClusterSecret("ConnectionStrings__mail", new ManifestExpression("/resources/web/env/MAIL", "{mail.connectionString}"), [], "mail runs elsewhere");

        var files = DeploymentTree.Of(SampleApplication.Base(secrets: secret), [], SampleApplication.Mark);

        Assert.Contains("\n# to be filled in by hand: mail runs elsewhere\nConnectionStrings__mail=\n", Content(files, "secrets/web.env.example"), StringComparison.Ordinal);
    }

    [Fact]
    public void Overlay_NeverRefersToSecrets() => Assert.DoesNotContain("secrets", Content(SampleApplication.Tree(), "overlays/dev/kustomization.yaml"), StringComparison.Ordinal);

    private static string Content(IReadOnlyList<PublishedFile> files, string path) => files.Single(file => file.Path == path).Content;

    private static string Without(string kind) =>
        string.Join("---\n", SampleApplication.Web.Split("---\n").Where(document => !document.Contains($"kind: {kind}\n", StringComparison.Ordinal)));
}
