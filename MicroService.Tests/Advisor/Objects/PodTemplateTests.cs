using MicroService.Advisor.Auditing;
using MicroService.Advisor.Fixing;
using MicroService.Advisor.Reporting;
using MicroService.Advisor.Rules;
using MicroService.Tests.Advisor.Fixing;

namespace MicroService.Tests.Advisor.Objects;

public sealed class PodTemplateTests
{
    private const string Definition =
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: things.example.com}
        spec:
          group: example.com
          names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}
          scope: Namespaced
          versions:
            - name: v1
              served: true
              storage: true
              schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
        ---

        """;

    private const string Thing = "apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: t}\n";

    private const string Pods = "spec: {groups: [{pods: {spec: {containers: [{name: a, image: example.test/a}]}}}]}\n";

    [Theory]
    [InlineData("")]
    [InlineData(Definition)]
    public void CustomResourceWithoutPods_IsNotAudited(string definition)
    {
        var document = Audit(definition + Thing + "spec: {size: 3}\n").ToDocument(partial: false);

        Assert.Equal("Thing", Assert.Single(document.NotAudited!).Object.Kind);
        Assert.DoesNotContain(document.Objects, audited => audited.Object.Kind == "Thing");
    }

    [Theory]
    [InlineData("")]
    [InlineData(Definition)]
    public void CustomResourceWithAPodTemplate_IsAuditedAndNotFixed(string definition)
    {
        var report = Audit(definition + Thing + Pods);

        Assert.Empty(report.ToDocument(partial: false).NotAudited ?? []);
        Assert.Contains(report.Findings, finding => finding is { RuleId: "image-tag", Object.Kind: "Thing", Container: "a" });
        Assert.Contains(report.Findings, finding => finding is { RuleId: "run-as-non-root", Object.Kind: "Thing" });
        // The operator's schema may not have the fields.
        Assert.DoesNotContain(report.Findings, finding => finding.Object.Kind == "Thing" && finding.Fix is not null);
    }

    [Theory]
    [InlineData("Workflow", "spec: {templates: [{name: build, container: {image: example.test/a}}]}")]
    [InlineData("WorkflowTemplate", "spec: {templates: [{name: build, script: {image: example.test/a, source: 'true'}}]}")]
    [InlineData("ClusterWorkflowTemplate", "spec: {templates: [{name: main, containerSet: {containers: [{name: build, image: example.test/a}]}}]}")]
    [InlineData("CronWorkflow", "spec: {workflowSpec: {templates: [{name: build, container: {image: example.test/a}}]}}")]
    public void StepOfAWorkflow_IsAuditedAndNotFixed(string kind, string spec)
    {
        var report = Audit($"apiVersion: argoproj.io/v1alpha1\nkind: {kind}\nmetadata: {{name: w}}\n{spec}\n");

        Assert.Contains(report.Findings, finding => finding is { RuleId: "image-tag", Container: "build" });
        Assert.DoesNotContain(report.Findings, finding => finding.Fix is not null && finding.RuleId != "recommended-labels");
        // The executor reports to the API server with it.
        Assert.DoesNotContain(report.Findings, finding => finding.RuleId == "token-automount");
        Assert.True(report.Graph.Workloads.Single().IsBatch);
    }

    [Fact]
    public void SecurityContextOfAWorkflow_IsThatOfItsSteps()
    {
        var report = Audit(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Workflow
            metadata: {name: w}
            spec:
              securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
              templates:
                - {name: build, container: {image: "example.test/a:1"}}
                - {name: unknown, container: {image: "{{inputs.parameters.image}}"}}

            """);

        Assert.Single(report.Graph.Workloads);
        Assert.DoesNotContain(report.Findings, finding => finding.RuleId is "run-as-non-root" or "seccomp-profile");
    }

    [Fact]
    public void Rollout_IsFixedAsADeploymentIs()
    {
        const string Rollout =
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Rollout
            metadata: {name: cart}
            spec:
              selector: {matchLabels: {app: cart}}
              template:
                metadata: {labels: {app: cart}}
                spec:
                  containers: [{name: cart, image: "example.test/cart:1.2.3", ports: [{containerPort: 8080}]}]

            """;

        var result = new Fixer().Fix([FixProperties.Read(Rollout)], new FixSettings { Unsafe = true }, TestContext.Current.CancellationToken);

        Assert.Contains(result.Applied, applied => applied.RuleId == "replicas");
        Assert.Contains(result.Applied, applied => applied.RuleId == "run-as-non-root");
        FixProperties.Hold(Rollout);
    }

    [Theory]
    [InlineData("Job", false)]
    [InlineData("Server", true)]
    public void KindThatEnds_NeedsNoReadinessProbe(string kind, bool isAsked)
    {
        var report = Audit($"apiVersion: example.com/v1\nkind: {kind}\nmetadata: {{name: t}}\nspec: {{template: {{spec: {{containers: [{{name: a, image: a, ports: [{{containerPort: 80}}]}}]}}}}}}\n");

        Assert.Equal(isAsked, report.Findings.Any(finding => finding.RuleId == "readiness-probe"));
    }

    private static AuditReport Audit(string text) =>
        new Auditor().Audit([FixProperties.Read(text)], new AuditSettings(), TestContext.Current.CancellationToken);
}
