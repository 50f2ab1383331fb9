using MicroService.Publishing.Hardening;
using MicroService.Publishing.Kustomize;
using MicroService.Publishing.Scaling;
using MicroService.Tests.Kustomize;

namespace MicroService.Tests.Publishing.Kustomize;

public sealed class RenderedTreeTests
{
    private const string Autoscaler = "kind: HorizontalPodAutoscaler\n";

    public static TheoryData<string, string> Changes => new()
    {
        { "", "" },
        { "maxReplicas: 4", "maxReplicas: 3" },
        { "metrics: [", "metrics: [{type: Pods, pods: {metric: {name: requests}, target: {type: AverageValue, averageValue: \"50\"}}}, " },
        { "  strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}\n", "  replicas: 1\n" },
        { "data: {GREETING: hello, ", "data: {\"a/b~c\": \"two\\nlines \\n\", EMPTY: \"\", " },
        { "index.html: \"<p>hello</p>\\n\"", "index.html: \"<p>hello</p>\\n\\n  <p>\\tagain: 'x' # no comment</p>\\n\"" },
        { "env: [{name: DB_PASSWORD", "env: [{name: FIRST, value: \"true\"}, {name: SECOND, value: \"007\"}, {name: DB_PASSWORD" },
        { "image: localhost/web:1.0.0", "image: registry.example/web@sha256:0000000000000000000000000000000000000000000000000000000000000000" },
    };

    [Theory]
    [MemberData(nameof(Changes))]
    public async Task Overlay_RendersToItsOwnObjects(string part, string changed)
    {
        var overlay = SampleApplication.Overlay("dev", part.Length > 0 ? SampleApplication.Web.Replace(part, changed, StringComparison.Ordinal) : SampleApplication.Web);

        await RendersAsync(SampleApplication.Base(), overlay);
    }

    [Fact]
    public async Task OverlayWithoutAnObject_RendersWithoutIt() =>
        await RendersAsync(SampleApplication.Base(), SampleApplication.Overlay("dev", Without(Autoscaler)));

    [Fact]
    public async Task OverlayWithAnotherObject_RendersWithIt() =>
        await RendersAsync(SampleApplication.Base(Without(Autoscaler)), SampleApplication.Overlay("dev"));

    [Theory]
    [InlineData("base")]
    [InlineData("overlays/dev")]
    public async Task BuiltImage_IsSetInOnePlace(string edited)
    {
        const string Digest = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
        using var folder = new FolderOnDisk(SampleApplication.Tree());
        var file = folder.Path(edited, "kustomization.yaml");
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);
        // What "kustomize edit set image localhost/web=registry.example/web@sha256:…" makes of it.
        var images = $"images:\n- name: localhost/web\n  newName: registry.example/web\n  digest: {Digest}\n";
        await File.WriteAllTextAsync(file, (edited == "base" ? text[..text.IndexOf("images:", StringComparison.Ordinal)] : text) + images, TestContext.Current.CancellationToken);

        var rendered = await KubectlProgram.RenderTextAsync(folder.Path("overlays", "dev"));

        Assert.Contains($"image: registry.example/web@{Digest}\n", rendered, StringComparison.Ordinal);
        Assert.DoesNotContain("localhost/web", rendered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Secrets_RenderFromFilledInExamples()
    {
        using var folder = new FolderOnDisk(SampleApplication.Tree());
        var example = await File.ReadAllTextAsync(folder.Path("secrets", "web.env.example"), TestContext.Current.CancellationToken);
        // Whatever is behind the first equals sign is the value, to the letter.
        await File.WriteAllTextAsync(folder.Path("secrets", "web.env"), example.Replace("DB_PASSWORD=", "DB_PASSWORD= a=\"b\" # c", StringComparison.Ordinal), TestContext.Current.CancellationToken);

        var secret = Assert.Single((await KubectlProgram.RenderAsync(folder.Path("secrets"))).Documents).Root!;

        Assert.Equal("web-secrets", secret.Mapping("metadata")!.Text("name"));
        Assert.Equal(" a=\"b\" # c", System.Text.Encoding.UTF8.GetString(Convert.FromBase64String(secret.Mapping("data")!.Text("DB_PASSWORD")!)));
    }

    private static async Task RendersAsync(ApplicationVariant basis, ApplicationVariant overlay)
    {
        using var folder = new FolderOnDisk(DeploymentTree.Of(basis, [overlay], SampleApplication.Mark));

        ExpectedObjects.AreAllOf(await KubectlProgram.RenderAsync(folder.Path("base")), basis);
        ExpectedObjects.AreAllOf(await KubectlProgram.RenderAsync(folder.Path("overlays", "dev")), overlay);
    }

    private static string Without(string kind) =>
        string.Join("---\n", SampleApplication.Web.Split("---\n").Where(document => !document.Contains(kind, StringComparison.Ordinal)));
}
