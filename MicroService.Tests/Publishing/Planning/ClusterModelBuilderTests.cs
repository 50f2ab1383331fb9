using System.Text;
using MicroService.Publishing.AppModel;
using MicroService.Publishing.Planning;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;

namespace MicroService.Tests.Publishing.Planning;

public sealed class ClusterModelBuilderTests
{
    private const string Web = """ "web": { "type": "project.v1", "path": "web.csproj", "env": { "HTTP_PORTS": "{web.bindings.http.targetPort}", "HTTPS_PORTS": "{web.bindings.https.targetPort}" }, "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" }, "https": { "scheme": "https", "protocol": "tcp", "transport": "http" } } } """;
    private const string Secret = """ "pw": { "type": "parameter.v0", "value": "{pw.inputs.value}", "inputs": { "value": { "type": "string", "secret": true, "default": { "generate": { "minLength": 22 } } } } } """;

    [Theory]
    [InlineData("{web.bindings.http.url}", "http://web:8080")]
    [InlineData("{web.bindings.https.url}", "http://web:8080")]
    [InlineData("{web.bindings.https.scheme}", "http")]
    [InlineData("{web.bindings.https.tlsEnabled}", "False")]
    [InlineData("{web.bindings.http.host}:{web.bindings.http.port}", "web:8080")]
    [InlineData("{web.containerImage}", "localhost/web:1.0.0")]
    [InlineData("{web.containerPort}", "8080")]
    [InlineData("{{web.bindings.http.url}}", "{web.bindings.http.url}")]
    public void Reference_ComesToItsValueInTheCluster(string text, string value) => Assert.Equal(value, WithClient(text).Workload("client").Setting("X"));

    // Early exports call the target port so, and leave the connection strings of servers to the tool.
    [Fact]
    public void EarlyExport_HasItsPortsAndWaitsForItsServers()
    {
        var model = SampleModel.Of("""
            "qdrant": { "type": "container.v0", "image": "qdrant/qdrant:1", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "containerPort": 6333 } } },
            "pubsub": { "type": "redis.v0" },
            "w": { "type": "project.v0", "path": "w.csproj", "env": { "ConnectionStrings__pubsub": "{pubsub.connectionString}", "Q": "{qdrant.bindings.http.url}" } }
            """);

        Assert.Equal(6333, Assert.Single(model.Workload("qdrant").Ports).Number);
        Assert.Equal("http://qdrant:6333", model.Workload("w").Setting("Q"));
        Assert.NotNull(Assert.Single(model.Workload("w").Secrets).Unknown);
        Assert.Contains(model.Warnings, warning => warning.Resource == "pubsub" && warning.Message.Contains("w (ConnectionStrings__pubsub)", StringComparison.Ordinal));
    }

    // A project that is published as a Dockerfile has both bindings on the port of HTTP_PORTS.
    [Theory]
    [InlineData(8080, "{}", "http://api:8080", true)]
    [InlineData(8443, "{}", "https://api:8443", false)]
    [InlineData(8080, """{ "Kestrel__Certificates__Default__Path": "/c.pfx" }""", "https://api:8080", false)]
    public void HttpsOnThePortOfHttp_IsHttpForCallers(int port, string variables, string url, bool isPointedOut)
    {
        var model = SampleModel.Of($$"""
            "api": { "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile" }, "env": {{variables}}, "bindings": {
              "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8080 }, "https": { "scheme": "https", "protocol": "tcp", "transport": "http", "targetPort": {{port}} } } },
            "client": { "type": "project.v1", "path": "c.csproj", "env": { "services__api__https__0": "{api.bindings.https.url}" } }
            """);

        Assert.Equal(url, model.Workload("client").Setting("services__api__https__0"));
        Assert.Equal(isPointedOut ? url : null, model.Workload("client").Setting("services__api__http__0"));
        Assert.Equal(isPointedOut, model.Warnings.Any(warning => warning.Resource == "api" && warning.Message.Contains("can speak only one of them", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("GW", "http://gw:80", "GW (gw:80; it has 8080)")]
    [InlineData("GW", "http://gw", "GW (gw:80; it has 8080)")]
    [InlineData("GW", "https://gw:443/x", "GW (gw:443; it has 8080)")]
    [InlineData("DB", "Host=db;Port=5433;Username=a", "DB (db:5433; it has 5432)")]
    [InlineData("DB", "Host=db;Username=a", null)]
    [InlineData("GW", "http://gw:8080", null)]
    [InlineData("GW", "{gw.bindings.http.url}", null)]
    [InlineData("services__gw__http__0", "http://gw:8080", null)]
    public void PortThatAServiceDoesNotHave_IsPointedOut(string variable, string value, string? told)
    {
        var model = SampleModel.Of($$"""
            "gw": { "type": "project.v0", "path": "g.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } },
            "db": { "type": "container.v0", "image": "postgres:17", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } } },
            "web": { "type": "project.v0", "path": "w.csproj", "env": { "{{variable}}": "{{value}}" } }
            """);

        var warning = model.Warnings.SingleOrDefault(warning => warning.Message.Contains("do not have", StringComparison.Ordinal));
        Assert.Equal(told is null, warning is null);
        Assert.Contains(told ?? "", warning?.Message ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void NameWithServiceDiscovery_NeedsNoPort() => Assert.DoesNotContain(
        SampleModel.Of($$"""{{Web}}, "client": { "type": "project.v1", "path": "c.csproj", "env": { "services__web__http__0": "{web.bindings.http.url}", "PROXY": "http://web" } }""").Warnings,
        warning => warning.Message.Contains("do not have", StringComparison.Ordinal));

    [Fact]
    public void ResourceOfACloud_IsNotRefusedForWhatItRefersTo()
    {
        var model = SampleModel.Of($$"""{{Web}}, "b": { "type": "azure.bicep.v0", "path": "b.bicep", "params": { "u": "{web.bindings.grpc.url}", "o": "{nothing.outputs.x}" } }""");

        Assert.Contains(model.Warnings, warning => warning.Resource == "b" && warning.IsLoss);
    }

    [Fact]
    public void HttpsPortsOfAProject_AreLeftOut() => Assert.Null(SampleModel.Of(Web).Workload("web").Setting("HTTPS_PORTS"));

    [Fact]
    public void HttpsOfProjects_IsPointedOutOnce() => Assert.Single(SampleModel.Of(Web).Warnings, warning => warning.Message.Contains("plain HTTP", StringComparison.Ordinal));

    [Fact]
    public void DiscoveryOfPlainHttp_IsUnderBothSchemes()
    {
        var client = SampleModel.Of($$"""{{Web}}, "client": { "type": "project.v1", "path": "c.csproj", "env": { "services__web__https__0": "{web.bindings.https.url}" } }""").Workload("client");

        Assert.Equal(["services__web__https__0", "services__web__http__0"], client.Configuration.Select(setting => setting.Name));
        Assert.All(client.Configuration, setting => Assert.Equal("http://web:8080", setting.Value));
    }

    [Fact]
    public void ProjectThatIsToldNoPort_ListensOnTheOneItWasGiven() =>
        Assert.Equal("8080", SampleModel.Of(""" "web": { "type": "project.v1", "path": "w", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } } """).Workload("web").Setting("HTTP_PORTS"));

    [Theory]
    [InlineData("{pw.value}")]
    [InlineData("user:{pw-uri.value}@host")]
    [InlineData("{db.connectionString}")]
    public void ExpressionWithASecret_GoesIntoTheSecretWhole(string text)
    {
        var client = SampleModel.Of($$"""
            {{Secret}}, "pw-uri": { "type": "annotated.string", "value": "{pw.value}", "filter": "uri" }, "db": { "type": "value.v0", "connectionString": "Password={pw.value};Database=x" },
            "client": { "type": "project.v1", "path": "c.csproj", "env": { "X": "{{text}}" } }
            """).Workload("client");

        var secret = Assert.Single(client.Secrets);
        Assert.Equal((text, "X", "pw", null), (secret.Expression.Text, secret.Name, Assert.Single(secret.Parameters), secret.Unknown));
        Assert.Empty(client.Configuration);
    }

    [Fact]
    public void ParameterWithADefault_IsReadableByEverybody() =>
        Assert.Equal("5", WithClient("{rows.value}", """ "rows": { "type": "parameter.v0", "value": "{rows.inputs.value}", "inputs": { "value": { "type": "string", "default": { "value": "5" } } } } """).Workload("client").Setting("X"));

    [Fact]
    public void ParameterWithoutADefault_IsAskedFor() =>
        Assert.Equal(["rows"], WithClient("{rows.value}", """ "rows": { "type": "parameter.v0", "value": "{rows.inputs.value}", "inputs": { "value": { "type": "string" } } } """).Parameters.Select(parameter => parameter.Name));

    [Fact]
    public void SecretInPlainText_GoesIntoTheSecretAndIsPointedOut()
    {
        var model = SampleModel.Of(""" "a": { "type": "container.v1", "image": "a", "env": { "DB_PASSWORD": "hunter22" } } """);

        Assert.Equal("DB_PASSWORD", Assert.Single(model.Workload("a").Secrets).Name);
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("plain text: DB_PASSWORD", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""{ "type": "executable.v0", "command": "node", "workingDirectory": ".", "bindings": { "b": { "scheme": "http", "protocol": "tcp", "transport": "http" } } }""", "{x.bindings.b.url}", "program of the host (node)")]
    [InlineData("""{ "type": "azure.bicep.v0", "path": "x.bicep" }""", "{x.outputs.endpoint}", "azure.bicep.v0")]
    [InlineData("""{ "type": "aws.cloudformation.stack.v0" }""", "{x.outputs.queue}", "aws.cloudformation.stack.v0")]
    [InlineData("""{ "error": "This resource does not support generation in the manifest." }""", "{x.connectionString}", "does not support generation")]
    public void WhatNoClusterRuns_IsALossAndLeavesAKeyToFillIn(string entry, string text, string said)
    {
        var model = WithClient(text, $"\"x\": {entry}");

        Assert.NotNull(Assert.Single(model.Workload("client").Secrets).Unknown);
        var warning = Assert.Single(model.Warnings, warning => warning.Resource == "x");
        Assert.True(warning.IsLoss);
        Assert.Contains(said, warning.Message, StringComparison.Ordinal);
        Assert.Contains("client (X)", warning.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CloudResourcesThatNothingRefersTo_AreOneWarning()
    {
        var model = WithClient("{c.outputs.x}", """ "a": { "type": "azure.bicep.v0" }, "b": { "type": "azure.bicep.v0" }, "c": { "type": "azure.bicep.v0" } """);

        Assert.Equal(2, model.Warnings.Count(warning => warning.IsLoss));
        Assert.Contains(model.Warnings, warning => warning.Message.Contains("not published: a, b.", StringComparison.Ordinal));
    }

    [Fact]
    public void ExternalResource_IsNotPublishedAndIsNoLoss()
    {
        var model = WithClient("{web.bindings.http.url}", null, null, "web");

        Assert.Equal(["client"], model.Workloads.Select(workload => workload.Name));
        Assert.Equal("web is external", Assert.Single(model.Workload("client").Secrets).Unknown);
        Assert.All(model.Warnings, warning => Assert.False(warning.IsLoss));
    }

    [Fact]
    public void ExternalResourceOfTheSettings_IsOneOfTheCommandLineToo()
    {
        var model = WithClient("{web.bindings.http.url}", null, new KubernetesOptions { External = ["web"] });

        Assert.Equal(["client"], model.Workloads.Select(workload => workload.Name));
        Assert.Equal("web is external", Assert.Single(model.Workload("client").Secrets).Unknown);
    }

    [Fact]
    public void SettingInThePlaceOfAnExternalAddress_LeavesNothingOpen()
    {
        var client = new WorkloadSettings { Environment = new Dictionary<string, string> { ["X"] = "http://web.elsewhere:9090" } };
        var model = WithClient("{web.bindings.http.url}", null, new KubernetesOptions { External = ["web"], Resources = new Dictionary<string, WorkloadSettings> { ["client"] = client } });

        Assert.Empty(model.Workload("client").Secrets);
        Assert.Equal("http://web.elsewhere:9090", model.Workload("client").Setting("X"));
        Assert.DoesNotContain(model.Warnings, warning => warning.Resource == "web");
    }

    [Fact]
    public void ExternalBinding_IsSaidToNeedARoute()
    {
        var model = SampleModel.Of(""" "mail": { "type": "container.v1", "image": "example.com/mail:1", "bindings": { "web": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 80, "external": true }, "smtp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 25, "external": true }, "in": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 26 } } } """);

        var warning = Assert.Single(model.Warnings, warning => warning.Message.Contains("external binding", StringComparison.Ordinal));
        Assert.Contains("the namespace ingress-nginx", warning.Message, StringComparison.Ordinal);
        Assert.Contains("mail (port 80, port 25, TCP without HTTP)", warning.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null, 1)]
    [InlineData("shop", 0)]
    public void NameOfTheFolder_IsPointedOut(string? application, int times) => Assert.Equal(
        times,
        SampleModel.Of(""" "web": { "type": "container.v1", "image": "example.com/web:1" } """, new KubernetesOptions { Application = application }).Warnings
            .Count(warning => warning.Advice.Contains("Kubernetes:Application", StringComparison.Ordinal)));

    [Theory]
    [InlineData("/srv/kube-system", null, 1)]
    [InlineData("/srv/Kube Public", null, 1)]
    [InlineData("/srv/kube-node-lease/", null, 1)]
    [InlineData("/srv/default", null, 1)]
    [InlineData("/srv/default", "shop", 0)]
    [InlineData("/srv/kubernetes", null, 0)]
    [InlineData("/srv/defaults", null, 0)]
    public void FolderCalledAsANamespaceOfTheClustersOwn_IsAProblemThatNamesTheSetting(string folder, string? application, int times)
    {
        var manifest = AppManifestReader.Read(Encoding.UTF8.GetBytes("""{ "resources": { "web": { "type": "container.v1", "image": "example.com/web:1" } } }"""), folder).Manifest;

        var reading = ClusterModelBuilder.Build(manifest, new KubernetesOptions { Application = application }, new HashSet<string>());

        Assert.Equal(times, reading.Problems.Count(problem => problem.Message.Contains("Kubernetes:Application", StringComparison.Ordinal)));
        Assert.Equal(times, reading.Problems.Count);
    }

    [Fact]
    public void OverlayThatMakesANamespaceOfTheClustersOwnOfTheFolder_IsAProblem()
    {
        var manifest = AppManifestReader.Read(Encoding.UTF8.GetBytes("""{ "resources": { "web": { "type": "container.v1", "image": "example.com/web:1" } } }"""), "/srv/kube").Manifest;
        var options = new KubernetesOptions { Overlays = new Dictionary<string, OverlaySettings> { ["system"] = new(), ["public"] = new() { Namespace = "shop" } } };

        Assert.Contains("'kube-system'", Assert.Single(ClusterModelBuilder.Build(manifest, options, new HashSet<string>()).Problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Calls_AreThoseOfAllReferencesDirectAndIndirect()
    {
        var own = SampleModel.Of(SampleModel.Root);

        Assert.Equal(
            [new ClusterCall("postgres", "tcp"), new ClusterCall("cache", "tcp")],
            own.Workload("api").Calls);
    }

    [Fact]
    public void OmittedVariables_AreNowhereAndCallNobody()
    {
        var options = new KubernetesOptions { Resources = new Dictionary<string, WorkloadSettings> { ["client"] = new() { Omit = ["X*"], Environment = new Dictionary<string, string> { ["Y"] = "{z}" } } } };
        var client = WithClient("{web.bindings.http.url}", options: options).Workload("client");

        Assert.Equal([new ClusterSetting("Y", "{z}")], client.Configuration);
        Assert.Empty(client.Calls);
    }

    [Fact]
    public void BuildOnlyImage_IsNoWorkload() =>
        Assert.DoesNotContain(WithClient("x", """ "files": { "type": "container.v1", "build": { "context": ".", "dockerfile": "Dockerfile", "buildOnly": true } } """).Workloads, workload => workload.Name == "files");

    [Fact]
    public void BuildArguments_AreNamedWithoutTheirValues()
    {
        var model = SampleModel.Of($$"""{{Secret}}, "a": { "type": "container.v1", "build": { "context": ".", "dockerfile": "D", "args": { "VERSION": "very-private" }, "secrets": { "TOKEN": { "type": "env", "value": "{pw.value}" } } } }""");

        Assert.Contains(model.Warnings, warning => warning.Message.Contains("VERSION, the build secrets TOKEN", StringComparison.Ordinal));
        Assert.DoesNotContain(model.Warnings, warning => warning.ToString().Contains("very-private", StringComparison.Ordinal));
        Assert.Equal(new ClusterImage("localhost/a:1.0.0", "D"), model.Workload("a").Image);
    }

    [Fact]
    public void DockerfileThatIsNotThere_IsSaid() =>
        Assert.Contains(
            SampleModel.Of(""" "a": { "type": "dockerfile.v0", "path": "nope/Dockerfile", "context": "nope" } """).Warnings,
            warning => warning.Message.Contains("built from nope/Dockerfile, which is not there", StringComparison.Ordinal));

    [Fact]
    public void ModelThatNobodyLoads_IsSaid()
    {
        const string Ollama = """ "ollama": { "type": "container.v0", "image": "ollama/ollama:0.12.0", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 11434 } } } """;
        var model = SampleModel.Of($$"""{{Ollama}}, "llama": { "type": "value.v0", "connectionString": "Endpoint={ollama.bindings.http.url};Model=llama3.2" } """);

        Assert.Contains(model.Warnings, warning => warning.Advice.Contains("kubectl exec ollama-0 -- ollama pull llama3.2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/qdrant/storage", "/qdrant/storage/snapshots")]
    [InlineData("/qdrant/snapshots", null)]
    public void SnapshotsOfQdrant_AreKeptWithItsDataUnlessTheyHaveAVolume(string volume, string? folder)
    {
        var model = SampleModel.Of($$""" "q": { "type": "container.v0", "image": "qdrant/qdrant:v1.15.5", "volumes": [{ "name": "q", "target": "{{volume}}", "readOnly": false }] } """);

        Assert.Equal(folder, model.Workload("q").Configuration.FirstOrDefault(setting => setting.Name == "QDRANT__STORAGE__SNAPSHOTS_PATH")?.Value);
    }

    [Fact]
    public void OldDockerfileResource_IsAnImageThatIsBuilt() =>
        Assert.Equal(new ClusterImage("localhost/a:1.0.0", "../a/Dockerfile"), SampleModel.Of(""" "a": { "type": "dockerfile.v0", "path": "../a/Dockerfile", "context": "../a" } """).Workload("a").Image);

    [Fact]
    public void FilesOfAnotherImage_ArePointedOut() =>
        Assert.Contains(
            SampleModel.Of($$"""{{Web}}, "a": { "type": "container.v1", "image": "a", "containerFiles": { "web": { "destination": "/www", "sources": [ "/out" ] } } }""").Warnings,
            warning => warning is { Resource: "a", IsLoss: false } && warning.Message.Contains("files of web's image in /www", StringComparison.Ordinal));

    [Fact]
    public void ServerThatIsGivenAsAConnectionString_LeavesItsAddressOpen()
    {
        var client = WithClient("{given.bindings.tcp.host}", """ "given": { "type": "parameter.v0", "connectionString": "{given.value}", "value": "{given.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } } """).Workload("client");

        Assert.Contains("given is a connection string", Assert.Single(client.Secrets).Unknown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../conf", "/etc/a/conf.d/", "kubectl create configmap a-conf-d --from-file='../conf' ")]
    [InlineData("nginx.conf", "/etc/nginx/nginx.conf", "kubectl create configmap a-nginx-conf --from-file='nginx.conf' ")]
    [InlineData("/var/run/docker.sock", "/var/run/docker.sock", "Remove it")]
    public void BindMount_NamesWhatToDo(string source, string target, string advice) =>
        Assert.Contains(advice, Assert.Single(SampleModel.Of($$""" "a": { "type": "container.v1", "image": "a", "bindMounts": [ { "source": "{{source}}", "target": "{{target}}" } ] } """).Warnings).Advice, StringComparison.Ordinal);

    [Fact]
    public void BindMount_IsALoss() =>
        Assert.Contains(SampleModel.Of(""" "a": { "type": "container.v1", "image": "a", "bindMounts": [ { "source": "../conf", "target": "/conf" } ] } """).Warnings, warning => warning.IsLoss && warning.Message.Contains("../conf", StringComparison.Ordinal));

    [Fact]
    public void BrokenManifest_GivesEveryProblemWithItsPlace()
    {
        const string json = """
            {
              "resources": {
                "___": { "type": "container.v1", "image": "ok" },
                "a": { "type": "container.v1", "image": "Not An Image", "env": { "A B": "x", "X": "{nobody.value}" } },
                "b": { "type": "container.v1", "image": "b", "args": [ "{c.connectionString}" ], "volumes": [ { "name": "v", "target": "C:\\data" } ] },
                "c": { "type": "value.v0", "connectionString": "{c.connectionString}" }
              }
            }
            """;
        var path = Path.GetTempFileName();
        File.WriteAllText(path, json, Encoding.UTF8);
        var manifest = AppManifestReader.ReadFile(path).Manifest;
        File.Delete(path);

        var problems = ClusterModelBuilder.Build(manifest, new KubernetesOptions(), new HashSet<string> { "zzz" }).Problems.Select(manifest.Locate);

        Assert.Equal(
            [
                ("/resources/a/env/X", 4), ("/resources/b/args/0", 5), ("/resources/c/connectionString", 6), ("/resources", 2), ("/resources/___", 3),
                ("/resources/a/env/A B", 4), ("/resources/a/image", 4), ("/resources/b/volumes/0/target", 5),
            ],
            problems.Select(problem => (problem.Pointer, problem.Line)));
    }

    [Theory]
    [InlineData("/data/{pw.value}", "/resources/a/volumes/0/target")]
    [InlineData("/data/{nowhere.value}", "/resources/a/volumes/0/target")]
    public void PathWithASecretOrNothing_IsAProblem(string target, string place)
    {
        var reading = ClusterModelBuilder.Build(SampleModel.Manifest(WithVolume(target)), new KubernetesOptions(), new HashSet<string>());

        Assert.Equal(place, Assert.Single(reading.Problems).Pointer);
    }

    [Fact]
    public void PathOfAVolume_IsResolved() => Assert.Equal("/data/x", Assert.Single(SampleModel.Of(WithVolume("/data/{open.value}")).Workload("a").Volumes).MountPath);

    [Fact]
    public void ParametersOfOneVariable_ArePointedOut() => Assert.Contains(
        SampleModel.Of(WithVolume("/data").Replace("\"pw\"", "\"o-pen\"", StringComparison.Ordinal).Replace("{pw.", "{o-pen.", StringComparison.Ordinal).Replace("\"open\"", "\"o_pen\"", StringComparison.Ordinal)).Warnings,
        warning => warning.Message.Contains("Parameters__o_pen", StringComparison.Ordinal));

    [Fact]
    public void SettingsOfNoResource_ArePointedOut() =>
        Assert.Contains(
            WithClient("x", options: new KubernetesOptions { Resources = new Dictionary<string, WorkloadSettings> { ["clent"] = new() } }).Warnings,
            warning => warning.Advice == "Rename it, if client is meant.");

    private static ClusterModel WithClient(string text, string? more = null, KubernetesOptions? options = null, params string[] external) =>
        SampleModel.Of($$"""{{Web}}, {{(more is null ? "" : more + ",")}} "client": { "type": "project.v1", "path": "c.csproj", "env": { "X": "{{text}}" } } """, options, external);


    private static string WithVolume(string target) => $$"""
        "pw": { "type": "parameter.v0", "value": "x", "inputs": { "value": { "type": "string", "secret": true } } },
        "open": { "type": "parameter.v0", "value": "x", "inputs": { "value": { "type": "string" } } },
        "a": { "type": "container.v1", "image": "a", "volumes": [ { "name": "v", "target": "{{target}}", "readOnly": false } ] }
        """.Replace("\"pw\": { \"type\": \"parameter.v0\", \"value\": \"x\"", "\"pw\": { \"type\": \"parameter.v0\", \"value\": \"{pw.inputs.value}\"", StringComparison.Ordinal);
}
