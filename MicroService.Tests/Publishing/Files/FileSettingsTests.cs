using MicroService.Advisor.Addresses;

namespace MicroService.Tests.Publishing.Files;

public sealed class FileSettingsTests
{
    [Theory]
    [InlineData("[database]\nhost = db\nport = 5432\n", "database_host=db|database_port=5432")]
    [InlineData("cache:\n  host: c.example.org # ours\n  port: 6380\nname: x\n", "cache_host=c.example.org|cache_port=6380|name=x")]
    [InlineData("{\n  \"a\": {\n    \"host\": \"db\",\n    \"port\": 1\n  }\n}\n", "a_host=db|a_port=1")]
    [InlineData("  location / { proxy_pass http://api:8080; }\n", "location=/ { proxy_pass http://api:8080; }")]
    [InlineData("server api:8080;\n", "server=api:8080")]
    [InlineData("- targets: ['a:1', 'b:2']\n", "targets=a:1, b:2")]
    [InlineData("targets:\n  - a:1\n  - b:2\n", "targets=a:1|targets=b:2")]
    [InlineData("a.b=c\n# d=e\n; f=g\n", "a.b=c")]
    public void Settings_AreNamedByWhatTheyAreIn(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', FileSettings.Of(text).Where(setting => setting.Value is not ("}" or "")).Select(setting => $"{setting.Name}={setting.Value}")));

    [Theory]
    [InlineData("nginx.conf", "/etc/nginx/nginx.conf", "http { server { location / { proxy_pass http://api:8080; } } }", "app: api", null)]
    [InlineData("app.ini", "/etc/app.ini", "[upstream]\nhost = api\nport = 8080\n", "app: api", null)]
    [InlineData("c.yaml", "/etc/c.yaml", "exporters:\n  otlphttp:\n    endpoint: https://otlp.example.com\n", "0.0.0.0/0", "otlp.example.com:443")]
    [InlineData("smtp.ini", "/etc/smtp.ini", "[smtp]\nhost = smtp.example.com\nport = 587\n", "0.0.0.0/0", "smtp.example.com:587")]
    [InlineData("sr.properties", "/etc/sr.properties", "schema.registry.url=https://sr.example.com\n", "0.0.0.0/0", "sr.example.com:443")]
    [InlineData("o.cfg", "/etc/o.cfg", "oidc_issuer_url = https://login.example.com/x\n", "0.0.0.0/0", "login.example.com:443")]
    [InlineData("r.json", "/etc/r.json", "{\n  \"redirectUris\": [\n    \"http://api:3000/*\"\n  ]\n}\n", null, null)]
    [InlineData("realm.json", "/opt/keycloak/data/import/realm.json", "{\n  \"redirectUris\": [\n    \"https://app.example.com/*\"\n  ]\n}\n", null, null)]
    [InlineData("c.json", "/etc/c.json", "{\n  \"$schema\": \"https://json.schemastore.org/x.json\"\n}\n", null, null)]
    [InlineData("init.sql", "/docker-entrypoint-initdb.d/init.sql", "INSERT INTO a VALUES ('https://www.example.com');\n", null, null)]
    public void MountedFile_OpensTheWayToWhatItCalls(string file, string target, string content, string? allowed, string? host)
    {
        using var folder = new PublishFolder($$"""
            { "resources": {
              "api": { "type": "project.v0", "path": "a.csproj", "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http" } } },
              "c": { "type": "container.v0", "image": "example.com/c:1", "bindMounts": [{ "source": "{{file}}", "target": "{{target}}", "readOnly": true }] } } }
            """);
        File.WriteAllText(folder.Path(file), content);

        var run = PublishRun.Of(folder.Manifest, folder.Output);

        Assert.True(run.ExitCode == 0, run.ToString());
        var egress = folder.Read("base/c/networkpolicy.yaml").Split("\n  egress:") is [_, var rules] ? rules : "";
        Assert.Equal(allowed is null, egress.Length == 0);
        Assert.Contains(allowed?.Replace("app: api", "api", StringComparison.Ordinal) ?? "", egress, StringComparison.Ordinal);
        Assert.Contains(host ?? "", run.Report, StringComparison.Ordinal);
    }
}
