namespace MicroService.Tests.Publishing;

/// <summary>A small app model of somebody else, with resources that are named like ours.</summary>
internal static class SampleManifest
{
    public const string Text = """
        {
          "resources": {
            "db-password": {
              "type": "parameter.v0",
              "value": "{db-password.inputs.value}",
              "inputs": { "value": { "type": "string", "secret": true, "default": { "generate": { "minLength": 22, "special": false } } } }
            },
            "db": {
              "type": "container.v1",
              "connectionString": "Host={db.bindings.tcp.host};Port={db.bindings.tcp.port};Username=postgres;Password={db-password.value}",
              "image": "docker.io/library/postgres:18.3",
              "env": { "POSTGRES_PASSWORD": "{db-password.value}" },
              "bindings": { "tcp": { "scheme": "tcp", "protocol": "tcp", "transport": "tcp", "targetPort": 5432 } }
            },
            "api": {
              "type": "project.v1",
              "path": "Api/Api.csproj",
              "env": { "HTTP_PORTS": "{api.bindings.http.targetPort}", "ConnectionStrings__db": "{db.connectionString}", "GREETING": "{{hello}}" },
              "bindings": { "http": { "scheme": "http", "protocol": "tcp", "transport": "http", "targetPort": 8080, "external": true } }
            }
          }
        }
        """;

    /// <summary>The same with something that Kubernetes can't run, and a setting that only a person knows.</summary>
    public static string WithTool { get; } = Text
        .Replace("\"GREETING\"", "\"TOOL\": \"{tool.bindings.http.url}\", \"GREETING\"", StringComparison.Ordinal)
        .Replace("\"db-password\": {\n", "\"tool\": { \"type\": \"executable.v0\", \"workingDirectory\": \".\", \"command\": \"node\", \"args\": [], \"bindings\": { \"http\": { \"scheme\": \"http\", \"protocol\": \"tcp\", \"transport\": \"http\", \"targetPort\": 3000 } } },\n    \"db-password\": {\n", StringComparison.Ordinal);

    /// <summary>The same with a password that is asked for.</summary>
    public static string WithAskedPassword { get; } = Text.Replace(", \"default\": { \"generate\": { \"minLength\": 22, \"special\": false } }", "", StringComparison.Ordinal);
}
