using System.Text.Json;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules.PodSecurity;

namespace MicroService.Tests.Advisor.Reporting;

public sealed class PodSecurityReportTests
{
    private const string Shop = """
        apiVersion: v1
        kind: Pod
        metadata: {name: web, namespace: shop}
        spec:
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers: [{name: web, image: "example.com/web:1", securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: agent, namespace: platform}
        spec:
          hostPID: true
          containers: [{name: agent, image: "example.com/agent:1", securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: mailer, namespace: shop}
        spec:
          securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
          containers: [{name: mailer, image: "example.com/mailer:1", securityContext: {capabilities: {drop: [ALL]}}}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: shop}
        spec: {selector: {app: web}, ports: [{port: 80}]}
        """;

    [Fact]
    public void Json_GivesTheLevelAndWhatKeepsEachWorkloadFromTheNext()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(AuditedText.Audit(Shop).ToDocument(partial: true)));
        var objects = json.RootElement.GetProperty("objects").EnumerateArray().ToList();
        var agent = objects.Single(audited => NameOf(audited) == "agent");

        Assert.Equal(["restricted", "baseline", "privileged"], objects.Where(audited => audited.TryGetProperty("podSecurityLevel", out _))
            .Select(audited => audited.GetProperty("podSecurityLevel").GetString()));
        Assert.Equal(
            """[{"control":"host-namespaces","pointer":"/spec/hostPID","message":"The pod shares the node's process namespace (hostPID)."}]""",
            JsonSerializer.Serialize(agent.GetProperty("podSecurityViolations"), ReportJson.Readable.Options));
        Assert.Equal(0, objects[0].GetProperty("podSecurityViolations").GetArrayLength());
    }

    [Fact]
    public void Json_EndsWithTheLevelThatEachNamespaceCouldEnforce()
    {
        using var json = JsonDocument.Parse(JsonReport.Write(AuditedText.Audit(Shop).ToDocument(partial: true)));
        var last = json.RootElement.EnumerateObject().Last();

        Assert.Equal("namespaces", last.Name);
        Assert.Equal(
            [
                """{"name":"platform","podSecurityLevel":"privileged","workloads":1,"atLevel":1}""",
                """{"name":"shop","podSecurityLevel":"baseline","workloads":2,"atLevel":1}""",
            ],
            last.Value.EnumerateArray().Select(ns => JsonSerializer.Serialize(ns)));
    }

    [Fact]
    public void Table_EndsWithTheLevelThatEachNamespaceCouldEnforce()
    {
        using var writer = new StringWriter { NewLine = "\n" };
        TextReport.Write(writer, AuditedText.Audit(Shop).ToDocument(partial: true), Palette.Plain);

        Assert.EndsWith(
            """

            Pod Security level that each namespace could enforce
              platform  privileged  1 workload; 1 keeps it from baseline
              shop      baseline    2 workloads; 1 keeps it from restricted

            """.ReplaceLineEndings("\n"),
            writer.ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Namespaces_WithoutANameComeLast()
    {
        var document = AuditedText.Audit(Shop.Replace(", namespace: platform", "", StringComparison.Ordinal)).ToDocument(partial: true);

        Assert.Equal(
            [("shop", PodSecurityLevel.Baseline), (null, PodSecurityLevel.Privileged)],
            document.Namespaces.Select(ns => (ns.Name, ns.PodSecurityLevel)));
    }

    private static string? NameOf(JsonElement audited) => audited.GetProperty("object").GetProperty("name").GetString();
}
