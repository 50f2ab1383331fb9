using MicroService.Tests.Charts;

namespace MicroService.Tests.Cli.Input;

public sealed class HelmChartTests : IDisposable
{
    private const string Template = """
        {{- if .Values.enabled }}
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{ .Release.Name }}
          namespace: shop
        spec:
          hostNetwork: {{ .Values.hostNetwork }}
          containers:
            - name: cart
              image: "registry.example.com/cart:{{ .Values.tag }}"
        {{- end }}

        """;

    private readonly ManifestFolder _folder = new ManifestFolder()
        .Write("chart/Chart.yaml", "apiVersion: v2\nname: cart\nversion: 1.0.0\n")
        .Write("chart/values.yaml", "enabled: true\nhostNetwork: false\ntag: latest\n")
        .Write("chart/templates/pod.yaml", Template);

    [Fact]
    public async Task Chart_IsAuditedAsHelmRendersIt()
    {
        await HelmProgram.SkipWithoutAsync();

        var finding = (await _folder.AuditAsync("chart"))["findings"]!.AsArray().Single(finding => (string?)finding!["rule"] == "image-tag")!;

        Assert.Equal(("chart/templates/pod.yaml", 11), ((string?)finding["source"], (int)finding["line"]!));
    }

    [Fact]
    public async Task Values_AreTakenFromTheFilesNamed()
    {
        await HelmProgram.SkipWithoutAsync();
        _folder.Write("one.yaml", "tag: \"1.4\"\n").Write("two.yaml", "hostNetwork: true\n");

        var rules = (await _folder.AuditAsync(".", "--helm-values", "one.yaml", "--helm-values", "two.yaml"))["findings"]!.AsArray().Select(finding => (string?)finding!["rule"]).ToList();

        Assert.DoesNotContain("image-tag", rules);
        Assert.Contains("host-namespaces", rules);
    }

    [Fact]
    public async Task ChartThatHelmRefuses_IsReportedInItsWords()
    {
        await HelmProgram.SkipWithoutAsync();
        _folder.Write("chart/templates/pod.yaml", "{{ fail \"a password is missing\" }}\n");

        var result = await _folder.RunAsync("audit", "chart");

        Assert.Equal(65, result.ExitCode);
        Assert.Matches("(?m)^chart: helm template failed: .*a password is missing", result.Error);
    }

    [Fact]
    public async Task Fix_LeavesTemplatesAlone()
    {
        await HelmProgram.SkipWithoutAsync();
        var before = _folder.Files();

        var result = await _folder.RunAsync("fix", "chart", "--unsafe", "--write");

        Assert.Equal((0, ""), (result.ExitCode, result.Output));
        Assert.Contains("chart: rendered by Helm, so nothing was fixed", result.Error, StringComparison.Ordinal);
        Assert.Contains("0 fixes", result.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("; 0 findings stay", result.Error, StringComparison.Ordinal);
        Assert.Equal(before, _folder.Files());
    }

    [Fact]
    public async Task WithoutHelm_TheChartIsSkippedWithOneLineAndTheRestAudited()
    {
        _folder.Write("cart.yaml", ManifestFolder.Deployment);
        var empty = _folder.Path("empty");
        Directory.CreateDirectory(empty);

        var result = await Processes.ServiceProgram.Cli.RunAsync(["audit", _folder.Path("")], environment: new Dictionary<string, string> { ["PATH"] = empty });

        Assert.Equal((1, 1), (result.ExitCode, result.Error.Count(character => character == '\n')));
        Assert.Contains("skipped, as it is a Helm chart", result.Error, StringComparison.Ordinal);
        Assert.Contains("Deployment/cart", result.Output, StringComparison.Ordinal);
    }

    public void Dispose() => _folder.Dispose();
}
