namespace MicroService.Tests.Containers;

public sealed class PodReaderTests
{
    private static readonly Dictionary<string, string> Secret = new() { ["ConnectionStrings__history"] = "Host=postgres" };

    [Fact]
    public void HardenedPod_BecomesFlagsThatTakeAsMuchAway() =>
        Assert.Equal(
            [
                "--user", "1654:1654", "--group-add", "1654", "--read-only", "--read-only-tmpfs=false", "--cap-drop", "ALL",
                "--security-opt", "no-new-privileges", "--memory", "536870912b", "--memory-swap", "536870912b",
                "--tmpfs", "/tmp:rw,exec,notmpcopyup,mode=0777,size=67108864",
                "--env", "HTTP_PORTS=8080", "--env", "Management__Port=8081", "--env", "Authentication__AllowAnonymous=true",
                "--env", "Documents__BodyMemory=20971520", "--env", "Documents__Concurrency=1", "--env", "Documents__MaxFindings=20000",
                "--env", "POD_NAME=api-0", "--env", "OTEL_RESOURCE_ATTRIBUTES=k8s.pod.name=api-0",
            ],
            Read(SamplePod.Yaml).ToFlags());

    [Fact]
    public void PodThatSaysNothing_KeepsWhatKubernetesGives()
    {
        var pod = Read("apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: api\nspec:\n  template:\n    spec:\n      automountServiceAccountToken: false\n      containers:\n        - name: api\n          image: api\n");

        Assert.Equal(["--security-opt", "seccomp=unconfined"], pod.ToFlags());
        Assert.Equal((TimeSpan.FromSeconds(30), TimeSpan.Zero), (pod.GracePeriod, pod.PreStop));
    }

    [Fact]
    public void Folders_AreMountedWithTheirModes() =>
        Assert.Equal(
            [
                new PodVolume("/etc/microservice/config", "api-config", IsSecret: false, IsOptional: false, Mode("644")),
                new PodVolume("/etc/microservice/secrets", "api-secrets", IsSecret: true, IsOptional: false, Mode("440")),
            ],
            Read(SamplePod.Yaml).Volumes);

    [Fact]
    public void Lifecycle_IsRead()
    {
        var pod = Read(SamplePod.Yaml);

        Assert.Equal(["/app/MicroService.Api", "warm-up"], pod.PostStart);
        Assert.Equal((TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(5)), (pod.GracePeriod, pod.PreStop));
        Assert.Equal(new PodProbe("management", "/health/startup") { Period = TimeSpan.FromSeconds(2), FailureThreshold = 65 }, pod.Startup);
        Assert.Equal(new PodProbe("management", "/health/ready"), pod.Readiness);
    }

    [Theory]
    [InlineData("imagePullPolicy: IfNotPresent", "stdin: true", "/spec/template/spec/containers/0/stdin")]
    [InlineData("enableServiceLinks: false", "hostNetwork: true", "hostNetwork is true")]
    [InlineData("sizeLimit: 64Mi", "medium: Memory", "it has no sizeLimit")]
    [InlineData("secretName: api-secrets", "secretName: api-secrets\n            items: []", "/spec/template/spec/volumes/2/secret/items")]
    [InlineData("mountPath: /tmp", "mountPath: /tmp\n              subPath: a", "/spec/template/spec/containers/0/volumeMounts/0/subPath")]
    [InlineData("type: RuntimeDefault", "type: Unconfined", "type is Unconfined")]
    [InlineData("automountServiceAccountToken: false", "automountServiceAccountToken: true", "automountServiceAccountToken is true")]
    [InlineData("runAsUser: 1654", "runAsUser: 0", "it is to be no root, and its user is '0'")]
    public void WhatCannotBeRunHere_IsAProblem(string field, string otherwise, string problem)
    {
        var published = PublishedPod.Parse(SamplePod.Yaml.Replace(field, otherwise, StringComparison.Ordinal));
        var reader = new PodReader(published.ConfigMaps, Secret);

        reader.Read(published.Deployment);

        Assert.Contains(problem, Assert.Single(reader.Problems), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1654", null)]
    [InlineData("1654:1654", null)]
    [InlineData("", "it is to be no root, and its user is ''")]
    [InlineData("0:1654", "it is to be no root, and its user is '0:1654'")]
    [InlineData("app", "it is to be no root, and its user is 'app'")]
    public void PodThatStatesNoUser_HasToBeNoRootByItsImage(string imageUser, string? problem) =>
        Assert.Equal(problem, Read(SamplePod.Yaml.Replace("runAsUser: 1654\n", "\n", StringComparison.Ordinal)).RootProblem(imageUser));

    [Theory]
    [InlineData("dev")]
    [InlineData("prod")]
    public async Task PublishedOverlay_IsKnownToTheLastField(string overlay) => (await PublishedPod.ReadAsync(overlay)).ToSpecification(Secret);

    [Fact]
    public async Task OverlayThatIsNotThere_IsNoPod() => await Assert.ThrowsAnyAsync<Exception>(() => PublishedPod.ReadAsync("nowhere"));

    private static PodSpecification Read(string yaml) => PublishedPod.Parse(yaml).ToSpecification(Secret);

    private static UnixFileMode Mode(string octal) => (UnixFileMode)Convert.ToInt32(octal, 8);
}
