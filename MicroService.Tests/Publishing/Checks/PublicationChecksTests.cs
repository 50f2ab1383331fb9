using MicroService.Publishing.Checks;
using MicroService.Tests.Publishing.Kustomize;

namespace MicroService.Tests.Publishing.Checks;

public sealed class PublicationChecksTests
{
    [Fact]
    public void ObjectsThatFit_HaveNoProblem() => Assert.Empty(PublicationChecks.Problems(SampleApplication.Base()));

    [Theory]
    [InlineData("selector: {matchLabels: {app.kubernetes.io/name: web}}\n  template", "selector: {matchLabels: {app.kubernetes.io/name: other}}\n  template", "Deployment/web")]
    [InlineData("targetPort: http", "targetPort: grpc", "Service/web")]
    [InlineData("selector: {app.kubernetes.io/name: web}\n  ports", "selector: {app.kubernetes.io/name: other}\n  ports", "Service/web")]
    [InlineData("kind: Deployment, name: web", "kind: Deployment, name: other", "HorizontalPodAutoscaler/web")]
    [InlineData("maxUnavailable: 1\n  selector: {matchLabels: {app.kubernetes.io/name: web}}", "maxUnavailable: 1\n  selector: {matchLabels: {app.kubernetes.io/name: other}}", "PodDisruptionBudget/web")]
    [InlineData("podSelector: {matchLabels: {app.kubernetes.io/name: web}}\n", "podSelector: {matchLabels: {app.kubernetes.io/name: other}}\n", "NetworkPolicy/web")]
    [InlineData("to: [{podSelector: {matchLabels: {app.kubernetes.io/name: web}}}]", "to: [{podSelector: {matchLabels: {app.kubernetes.io/name: other}}}]", "NetworkPolicy/web")]
    [InlineData("protocol: TCP, port: 8080}", "protocol: TCP, port: 8081}", "NetworkPolicy/web")]
    [InlineData("protocol: TCP, port: http}", "protocol: UDP, port: http}", "NetworkPolicy/web")]
    [InlineData("configMapRef: {name: web-config}", "configMapRef: {name: other}", "Deployment/web")]
    [InlineData("serviceAccountName: web", "serviceAccountName: other", "Deployment/web")]
    [InlineData("path: /ready, port: http", "path: /ready, port: admin", "Deployment/web")]
    [InlineData("name: web-secrets, key", "name: other-secrets, key", "Deployment/web")]
    [InlineData("key: DB_PASSWORD", "key: DB_PASSWORT", "Deployment/web")]
    [InlineData("terminationGracePeriodSeconds: 40", "terminationGracePeriodSeconds: 35", "Deployment/web")]
    [InlineData("DOTNET_GCHeapHardLimitPercent: \"4B\"", "DOTNET_GCHeapHardLimitPercent: \"75\"", "Deployment/web")]
    [InlineData("DOTNET_GCHeapHardLimitPercent: \"4B\"", "DOTNET_GCHeapHardLimit: \"0x10000000\"", "Deployment/web")]
    [InlineData("maxReplicas: 4", "maxReplicas: 5", "ResourceQuota/shop")]
    [InlineData("name: web-files", "name: Web_Files", "ConfigMap/Web_Files")]
    [InlineData("name: web-files", "name: web-config", "ConfigMap/web-config")]
    [InlineData("labels: {app.kubernetes.io/name: web}\nspec", "labels: {app.kubernetes.io/name: \"a web\"}\nspec", "Deployment/web")]
    [InlineData("index.html: ", "index/html: ", "ConfigMap/web-files")]
    [InlineData("ports: [{name: http, containerPort", "ports: [{name: a-very-long-port-name, containerPort", "Deployment/web")]
    public void ObjectsThatDoNotFit_AreNamed(string part, string broken, string culprit)
    {
        var web = SampleApplication.Web.Replace(part, broken, StringComparison.Ordinal);
        Assert.NotEqual(SampleApplication.Web, web);

        Assert.Contains(PublicationChecks.Problems(SampleApplication.Base(web)), problem => problem.Object == culprit);
    }

    [Theory]
    [InlineData("requests.cpu: 800m", "requests.cpu: 799m")]
    [InlineData("limits.memory: 2Gi", "limits.memory: 2047Mi")]
    [InlineData("pods: \"8\"", "pods: \"7\"")]
    public void QuotaBelowFullScale_IsNamedWithItsField(string part, string broken)
    {
        var shared = SampleApplication.Shared.Replace(part, broken, StringComparison.Ordinal);

        var problem = Assert.Single(PublicationChecks.Problems(SampleApplication.Base(shared: shared)));

        Assert.Equal($"/spec/hard/{part.Split(':')[0]}", problem.Pointer);
    }

    [Fact]
    public void GracePeriodThatIsTooShort_NamesTheSetting()
    {
        var web = SampleApplication.Web.Replace("terminationGracePeriodSeconds: 40", "terminationGracePeriodSeconds: 30", StringComparison.Ordinal);

        var problem = Assert.Single(PublicationChecks.Problems(SampleApplication.Base(web)));

        Assert.Equal("Resources:web:Shutdown", problem.Setting);
        Assert.Equal("/spec/template/spec/terminationGracePeriodSeconds", problem.Pointer);
    }
}
