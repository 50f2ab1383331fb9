using System.Text;
using MicroService.Advisor.Objects;
using MicroService.Advisor.Reading;
using MicroService.Advisor.Rules;
using MicroService.Cluster.DryRuns;
using MicroService.Cluster.Requests;

namespace MicroService.Tests.Cluster.DryRuns;

public sealed class VerdictReaderTests
{
    private const string Manifest = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: web
          annotations: {example.com/owner: shop}
        spec:
          replica: 2
          template:
            spec:
              containers:
                - {name: web, image: "web:1", port: 80, ports: [{containerPort: 80}]}
                - {name: proxy, image: "proxy:1"}
        """;

    [Theory]
    [InlineData("pods \"web\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false", ClusterVerdictKind.PodSecurity, "/spec/template/spec")]
    [InlineData("pods \"web\" is forbidden: exceeded quota: small, requested: pods=1, used: pods=10, limited: pods=10", ClusterVerdictKind.Quota, "/metadata/name")]
    [InlineData("pods \"web\" is forbidden: failed quota: small: must specify limits.cpu for: web", ClusterVerdictKind.Quota, "/metadata/name")]
    [InlineData("pods \"web\" is forbidden: [maximum memory usage per Container is 1Gi, but limit is 2Gi]", ClusterVerdictKind.Quota, "/metadata/name")]
    [InlineData("admission webhook \"t.example.test\" denied the request without explanation", ClusterVerdictKind.Admission, "/metadata/name")]
    [InlineData("Internal error occurred: failed calling webhook \"t.example.test\": timeout", ClusterVerdictKind.Admission, "/metadata/name")]
    [InlineData("deployments.apps \"web\" is forbidden: ValidatingAdmissionPolicy 'demo' with binding 'b' denied request: too many", ClusterVerdictKind.Admission, "/metadata/name")]
    [InlineData("strict decoding error: unknown field \"spec.replica\"", ClusterVerdictKind.Refusal, "/spec/replica")]
    [InlineData("failed to create typed patch object (shop/web; apps/v1, Kind=Deployment): .spec.template.spec.containers[name=\"web\"].port: field not declared in schema", ClusterVerdictKind.Refusal, "/spec/template/spec/containers/0/port")]
    [InlineData("Operation cannot be fulfilled on deployments.apps \"web\": the object has been modified", ClusterVerdictKind.Refusal, "/metadata/name")]
    public void Message_TellsWhoDecidedAndWhere(string message, ClusterVerdictKind kind, string place)
    {
        var verdict = Assert.Single(Read(new ApiStatus(403, "Forbidden", message)));

        Assert.Equal((kind, place), (verdict.Kind, verdict.Node.Pointer));
    }

    [Theory]
    [InlineData("spec.template.spec.containers[1].image", "/spec/template/spec/containers/1/image")]
    [InlineData(".spec.template.spec.containers[name=\"proxy\"].image", "/spec/template/spec/containers/1/image")]
    [InlineData("spec.template.spec.containers[0].ports[0].hostPort", "/spec/template/spec/containers/0/ports/0")]
    [InlineData(".spec.template.spec.containers[name=\"web\"].ports[containerPort=80,protocol=\"TCP\"].containerPort", "/spec/template/spec/containers/0/ports/0/containerPort")]
    [InlineData("metadata.annotations[example.com/owner]", "/metadata/annotations/example.com~1owner")]
    [InlineData("spec.template.spec.containers[9].image", "/spec/template/spec/containers")]
    [InlineData("nothing", "/metadata/name")]
    public void Field_IsFoundAsFarAsItIsThere(string field, string place)
    {
        var status = new ApiStatus(422, "Invalid", "invalid") { Causes = [new ApiCause(field, "FieldValueInvalid", "Invalid value")] };

        Assert.Equal(place, Assert.Single(Read(status)).Node.Pointer);
    }

    [Fact]
    public void ValuesOfASecret_AreNotRepeated()
    {
        var status = new ApiStatus(422, "Invalid", "Secret \"s\" is invalid: data[k]: Invalid value: \"hunter2\"")
        {
            Causes = [new ApiCause("data[k]", "FieldValueInvalid", "Invalid value: \"hunter2\"")],
        };
        var secret = Candidate("apiVersion: v1\nkind: Secret\nmetadata: {name: s}\ndata: {k: aHVudGVyMg==}\n");

        Assert.Equal("data[k]: FieldValueInvalid", Assert.Single(VerdictReader.Read(secret, new DryRunAnswer(status, []))).Message);
    }

    [Theory]
    [InlineData("deployments.apps \"web\" is forbidden: User \"jo\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"shop\"", true)]
    [InlineData("pods \"web\" is forbidden: exceeded quota: small", false)]
    public void MissingRights_AreAboutTheCaller(string message, bool expected) =>
        Assert.Equal(expected, VerdictReader.IsAboutTheCaller(new ApiStatus(403, "Forbidden", message)));

    private static IReadOnlyList<ClusterVerdict> Read(ApiStatus status) => VerdictReader.Read(Candidate(Manifest), new DryRunAnswer(status, []));

    private static KubernetesObject Candidate(string text)
    {
        var file = new ManifestReader().Read("web.yaml", Encoding.UTF8.GetBytes(text)).File!;
        return KubernetesObject.In(file, file.Documents[0]).Single();
    }
}
