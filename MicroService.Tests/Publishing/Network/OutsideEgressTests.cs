using MicroService.Advisor.Manifests;
using MicroService.Advisor.Objects;
using MicroService.Publishing.Settings;
using MicroService.Publishing.Workloads;
using MicroService.Tests.Publishing.Hardening;
using MicroService.Tests.Publishing.Planning;

namespace MicroService.Tests.Publishing.Network;

public sealed class OutsideEgressTests
{
    private const string Parameter = """ "db": { "type": "parameter.v0", "connectionString": "{db.value}", "value": "{db.inputs.value}", "inputs": { "value": { "type": "string", "secret": true } } } """;

    [Fact]
    public void LiteralHost_IsReachedOnItsPortAndByDns()
    {
        var egress = Egress(Project("""{ "OPENAI": "https://api.openai.com/v1" }"""));

        Assert.Equal(2, egress.Count);
        Assert.Equal("0.0.0.0/0", Cidr(egress[1]));
        Assert.Equal("443", egress[1].Mappings("ports").Single().Text("port"));
    }

    [Fact]
    public void LiteralHost_IsReachedByIPv6TooButNotTheCredentialsOfTheNode()
    {
        var peers = Egress(Project("""{ "OPENAI": "https://api.openai.com/v1" }"""))[1].Mappings("to").Select(peer => peer.Mapping("ipBlock")!).ToList();

        Assert.Equal(["0.0.0.0/0", "::/0"], peers.Select(block => block.Text("cidr")));
        Assert.Contains(peers[0].Sequence("except")!.Items, except => $"{except}" == "169.254.169.254/32");
        Assert.Contains(peers[1].Sequence("except")!.Items, except => $"{except}" == "fd00:ec2::254/128");
    }

    [Fact]
    public void CallersWithTheSamePorts_ShareARule()
    {
        const string Binding = """ "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } """;
        var clients = string.Join(',', Enumerable.Range(0, 3).Select(i => $$""" "c{{i}}": { "type": "project.v0", "path": "c.csproj", "env": { "U": "{w.bindings.http.url}" } } """));
        var options = new KubernetesOptions { Application = "shop" };
        var graph = new ObjectGraph(Hardened.Of(SampleModel.Of($$""" "w": { "type": "project.v0", "path": "w.csproj", {{Binding}} }, {{clients}} """, options), options).Files);

        var rule = Assert.Single(graph.Find("NetworkPolicy", "shop", "w")!.Spec!.Mappings("ingress"));
        var expression = Assert.Single(Assert.Single(rule.Mappings("from")).Mapping("podSelector")!.Mappings("matchExpressions"));
        Assert.Equal("In", expression.Text("operator"));
        Assert.Equal(["c0", "c1", "c2"], expression.Sequence("values")!.Items.Select(value => $"{value}"));
    }

    [Fact]
    public void AddressInAnArgument_CountsToo() =>
        Assert.Equal("0.0.0.0/0", Cidr(Egress(""" "w": { "type": "container.v0", "image": "example.com/w:1", "args": ["--upstream=https://api.example.com:8443"] } """)[1]));

    [Fact]
    public void DefaultOfAParameter_IsAnAddressToo() =>
        Assert.Equal("0.0.0.0/0", Cidr(Egress($$"""{{Project("""{ "U": "{u.value}" }""")}}, "u": { "type": "parameter.v0", "value": "{u.inputs.value}", "inputs": { "value": { "type": "string", "secret": true, "default": { "value": "https://api.example.com" } } } } """)[1]));

    [Theory]
    [InlineData("http://10.1.2.3:8080", "10.1.2.3/32", "8080")]
    [InlineData("Host=10.1.2.3;Username=u", "10.1.2.3/32", "5432")]
    public void LiteralAddress_IsReachedAlone(string value, string cidr, string port)
    {
        var rule = Egress(Project($$"""{ "U": "{{value}}" }"""))[1];

        Assert.Equal((cidr, port), (Cidr(rule), rule.Mappings("ports").Single().Text("port")));
    }

    [Fact]
    public void ServiceOfAnotherNamespace_IsReachedThere() =>
        Assert.Equal("data", ((ScalarNode)Egress(Project("""{ "U": "http://db.data.svc.cluster.local:8080" }"""))[1].Mappings("to").Single().At("namespaceSelector", "matchLabels", "kubernetes.io/metadata.name")!).Value);

    [Theory]
    [InlineData("http://otel.monitoring:4317", 2)]
    [InlineData("http://otel.traces:4317", 2)]
    public void ServiceOfANamespaceThatTheSettingsKnow_IsNoHostOfTheWorld(string address, int rules)
    {
        var egress = Egress(Project($$"""{ "OTEL_EXPORTER_OTLP_ENDPOINT": "{{address}}" }"""), options => options with { Defaults = new WorkloadSettings { Egress = ["traces:4317"] } });

        Assert.DoesNotContain(egress, rule => Cidr(rule) == "0.0.0.0/0");
        Assert.True(egress.Count >= rules);
    }

    [Fact]
    public void ListenersAndOrigins_AreNoTargets() =>
        Assert.Empty(Egress(Project("""{ "ASPNETCORE_URLS": "http://+:8080", "CORS_ORIGINS": "https://shop.example.com", "KAFKA_ADVERTISED_LISTENERS": "PLAINTEXT://elsewhere:29092", "SELF": "http://localhost:8080" }""")));

    [Fact]
    public void DatagramAddress_IsReachedByUdp()
    {
        var port = Egress(Project("""{ "NTP": "udp://ntp.example.com:123" }"""))[1].Mappings("ports").Single();

        Assert.Equal(("UDP", "123"), (port.Text("protocol"), port.Text("port")));
    }

    [Theory]
    [InlineData("jdbc:oracle:thin:@//ora.example.com:1521/x", "1521")]
    [InlineData("u:p@tcp(my.example.com:3307)/x", "3307")]
    [InlineData("host=db.example.com port=5433", "5433")]
    public void DataSource_IsReachedOnItsPort(string value, string port) =>
        Assert.Equal(port, Egress(Project($$"""{ "DSN": "{{value}}" }"""))[1].Mappings("ports").Single().Text("port"));

    [Fact]
    public void HostAndPortApart_AreReached() =>
        Assert.Equal("1434", Egress(Project("""{ "EXT_HOST": "sql.example.com", "EXT_PORT": "1434" }"""))[1].Mappings("ports").Single().Text("port"));

    [Theory]
    [InlineData("""{ "DB_HOST": "pg", "DB_PORT": "5432" }""", "")]
    [InlineData("""{ "POSTGRES_SEEDS": "pg" }""", "")]
    [InlineData("""{ "DATABASE": "x", "STORE": "pg" }""", "")]
    [InlineData("{}", "\"--db-host\", \"pg\", \"--db-port\", \"5432\"")]
    [InlineData("{}", "\"--db-host=pg\"")]
    [InlineData("{}", "\"-c\", \"until nc -z pg 5432; do sleep 1; done\"")]
    public void ResourceThatASettingNames_IsCalled(string variables, string arguments) =>
        Assert.Equal("pg", Assert.Single(WithServer(variables, arguments).Workload("w").Calls).Workload);

    [Theory]
    [InlineData("""{ "DB_USER": "pg" }""", "")]
    [InlineData("""{ "DB_NAME": "pg" }""", "")]
    [InlineData("{}", "\"pg\"")]
    [InlineData("{}", "\"--user\", \"pg\"")]
    public void WordThatIsNoHost_IsNoCall(string variables, string arguments) => Assert.Empty(WithServer(variables, arguments).Workload("w").Calls);

    [Fact]
    public void DriverBesideAPort_IsNoHost() => Assert.Empty(Egress(Project("""{ "DB": "postgres12", "DB_PORT": "5432" }""")));

    [Fact]
    public void HostOfUnknownPort_IsSaidWithItsVariable()
    {
        var options = new KubernetesOptions { Application = "shop" };
        var warnings = Hardened.Of(SampleModel.Of(Project("""{ "LEGACY_HOST": "old.example.com" }"""), options), options).Warnings;

        Assert.Contains(warnings, warning => warning.Message.Contains("(LEGACY_HOST: old.example.com)", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{ "PG_SERVER": "pg" }""", false)]
    public void ClientThatAPersonTellsItsServers_IsSaidUnlessTheModelNamesOne(string variables, bool isSaid)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var model = SampleModel.Of($$""" "a": { "type": "container.v0", "image": "dpage/pgadmin4:9", "env": {{variables}} }, {{Server}} """, options);

        Assert.Equal(isSaid, Hardened.Of(model, options).Warnings.Any(warning => warning.Message.Contains("A person tells pgAdmin", StringComparison.Ordinal)));
    }

    private const string Server = """ "pg": { "type": "container.v0", "image": "postgres:17.6", "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } } } """;

    private static ClusterModel WithServer(string variables, string arguments) =>
        SampleModel.Of($$""" "w": { "type": "container.v0", "image": "example.com/w:1", "args": [{{arguments}}], "env": {{variables}} }, {{Server}} """);

    [Fact]
    public void ServiceNamedLiterally_IsCalled()
    {
        var model = SampleModel.Of($$"""{{Project("""{ "U": "http://api:8080" }""")}}, "api": { "type": "container.v0", "image": "example.com/api:1", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8080 } } } """);

        Assert.Equal("api", Assert.Single(model.Workload("w").Calls).Workload);
    }

    [Theory]
    [InlineData("""{ "ConnectionStrings__db": "{db.connectionString}" }""", "ConnectionStrings__db")]
    [InlineData("""{ "X": "https://{db.value}/v1" }""", "X")]
    [InlineData("""{ "services__nuget__https__0": "{db.value}" }""", "services__nuget__https__0")]
    [InlineData("""{ "U": "http://elsewhere:8080" }""", "U: elsewhere")]
    public void AddressKnownLater_IsSaidWithItsVariable(string variables, string name)
    {
        var options = new KubernetesOptions { Application = "shop" };
        var application = Hardened.Of(SampleModel.Of($"{Project(variables)}, {Parameter}", options), options);

        var warning = Assert.Single(application.Warnings, warning => warning.Advice.Contains("Kubernetes:Resources:w:Egress", StringComparison.Ordinal));
        Assert.Contains($"({name})", warning.Message, StringComparison.Ordinal);
        Assert.Single(new ObjectGraph(application.Files).Find("NetworkPolicy", "shop", "w")!.Spec!.Mappings("egress"));
    }

    [Theory]
    [InlineData("""{ "X__ApiKey": "{db.value}" }""")]
    [InlineData("""{ "ConnectionStrings__x": "Host=pg;Port=5432;Password={db.value}" }""")]
    public void SecretThatIsNoAddress_IsNotAskedFor(string variables)
    {
        var options = new KubernetesOptions { Application = "shop" };
        Assert.DoesNotContain(Hardened.Of(SampleModel.Of($"{Project(variables)}, {Parameter}, {Server}", options), options).Warnings, warning => warning.Advice.Contains(":w:Egress", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("203.0.113.0/24", "203.0.113.0/24", "443")]
    [InlineData("203.0.113.0/24:8443", "203.0.113.0/24", "8443")]
    public void HostOfTheSettings_IsWhereTheySay(string place, string cidr, string port)
    {
        var rule = Egress(Project("""{ "U": "https://api.example.com" }"""), options => options with { Hosts = new Dictionary<string, string> { ["API.example.com"] = place } })[1];

        Assert.Equal((cidr, port), (Cidr(rule), rule.Mappings("ports").Single().Text("port")));
    }

    [Fact]
    public void HostByName_IsInAPolicyOfCilium()
    {
        var options = new KubernetesOptions { Application = "shop", HostEgress = HostEgress.Cilium };
        var graph = new ObjectGraph(Hardened.Of(SampleModel.Of(Project("""{ "U": "https://api.example.com" }"""), options), options).Files);

        Assert.Equal("api.example.com", ((ScalarNode)graph.Find("CiliumNetworkPolicy", "shop", "w-hosts")!.Spec!.Mappings("egress").Last().Mappings("toFQDNs").Single()["matchName"]!).Value);
        Assert.Single(graph.Find("NetworkPolicy", "shop", "w")!.Spec!.Mappings("egress"));
    }

    [Fact]
    public void HostThatNothingOpens_IsSaid()
    {
        var options = new KubernetesOptions { Application = "shop", HostEgress = HostEgress.None };

        Assert.Contains(
            Hardened.Of(SampleModel.Of(Project("""{ "U": "https://api.example.com" }"""), options), options).Warnings,
            warning => warning.Message.Contains("U: api.example.com", StringComparison.Ordinal));
    }

    [Fact]
    public void EgressToAHost_IsItsPort() =>
        Assert.Equal("0.0.0.0/0", Cidr(Egress(Project("{}"), options => options with { Defaults = new WorkloadSettings { Egress = ["api.example.com:443"] } })[1]));

    private static string Project(string variables) => $$""" "w": { "type": "project.v0", "path": "w.csproj", "env": {{variables}} } """;

    private static string? Cidr(MappingNode rule) => rule.Mappings("to").First().Mapping("ipBlock")?.Text("cidr");

    private static IReadOnlyList<MappingNode> Egress(string resources, Func<KubernetesOptions, KubernetesOptions>? change = null)
    {
        var options = new KubernetesOptions { Application = "shop" };
        options = change?.Invoke(options) ?? options;
        return [.. new ObjectGraph(Hardened.Of(SampleModel.Of(resources, options), options).Files).Find("NetworkPolicy", "shop", "w")!.Spec!.Mappings("egress")];
    }
}
