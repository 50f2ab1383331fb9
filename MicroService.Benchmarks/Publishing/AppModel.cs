using System.Text.Json.Nodes;

namespace MicroService.Benchmarks.Publishing;

/// <summary>App models that grow in one way.</summary>
/// <param name="Name">What there are many of.</param>
/// <param name="Write">Fills the resources of a model of so many.</param>
internal sealed record AppModel(string Name, Action<JsonObject, int> Write)
{
    private const string Password = "password";
    private const string Server = "postgres";

    /// <summary>The ways in which models grow.</summary>
    public static IReadOnlyList<AppModel> All { get; } =
    [
        new("projects", static (resources, count) => Projects(resources, count, static (_, _) => [])),
        new("projects, each calling three others", static (resources, count) => Projects(resources, count, static (i, count) => [(i + 1) % count, (i + 2) % count, (i + 3) % count])),
        new("projects that use one database", static (resources, count) =>
        {
            AddServer(resources);
            Projects(resources, count, static (_, _) => [], "{" + Server + ".connectionString}");
        }),
        // The members are references: a model of n references has √n projects.
        new("references, all projects calling each other", static (resources, count) =>
            Projects(resources, (int)Math.Sqrt(count), static (i, count) => [.. Enumerable.Range(0, count).Where(other => other != i)])),
        new("databases of one server", static (resources, count) =>
        {
            AddServer(resources);
            for (var i = 0; i < count; i++)
            {
                resources[$"db{i}"] = new JsonObject { ["type"] = "value.v0", ["connectionString"] = $"{{{Server}.connectionString}};Database=db{i}" };
            }
        }),
        new("variables of one project", static (resources, count) =>
        {
            Projects(resources, 1, static (_, _) => []);
            for (var i = 0; i < count; i++)
            {
                resources["p0"]!["env"]![$"Section__Key{i}"] = $"https://host{i % 50}.example.com/v1";
            }
        }),
        new("arguments of one container", static (resources, count) => resources["c"] = new JsonObject
        {
            ["type"] = "container.v0",
            ["image"] = "example.com/tool:1",
            ["args"] = new JsonArray([.. Enumerable.Range(0, count).Select(static i => JsonValue.Create($"--flag{i}=value"))]),
        }),
    ];

    /// <summary>A manifest with so many members.</summary>
    public byte[] Manifest(int count)
    {
        var resources = new JsonObject();
        Write(resources, count);
        return System.Text.Encoding.UTF8.GetBytes(new JsonObject { ["resources"] = resources }.ToJsonString());
    }

    private static void Projects(JsonObject resources, int count, Func<int, int, IEnumerable<int>> calls, string? database = null)
    {
        for (var i = 0; i < count; i++)
        {
            var variables = new JsonObject { ["HTTP_PORTS"] = $"{{p{i}.bindings.http.targetPort}}" };
            foreach (var other in calls(i, count))
            {
                variables[$"services__p{other}__http__0"] = $"{{p{other}.bindings.http.url}}";
            }

            if (database is not null)
            {
                variables["ConnectionStrings__db"] = database;
            }

            resources[$"p{i}"] = new JsonObject { ["type"] = "project.v0", ["path"] = $"p{i}.csproj", ["env"] = variables, ["bindings"] = Port("http", null) };
        }
    }

    private static void AddServer(JsonObject resources)
    {
        resources[Password] = new JsonObject
        {
            ["type"] = "parameter.v0",
            ["value"] = $"{{{Password}.inputs.value}}",
            ["inputs"] = new JsonObject { ["value"] = new JsonObject { ["type"] = "string", ["secret"] = true } },
        };
        resources[Server] = new JsonObject
        {
            ["type"] = "container.v0",
            ["image"] = "postgres:17.6",
            ["connectionString"] = $"Host={{{Server}.bindings.tcp.host}};Port={{{Server}.bindings.tcp.port}};Username=postgres;Password={{{Password}.value}}",
            ["env"] = new JsonObject { ["POSTGRES_PASSWORD"] = $"{{{Password}.value}}" },
            ["bindings"] = Port("tcp", 5432),
        };
    }

    private static JsonObject Port(string name, int? number)
    {
        var binding = new JsonObject { ["scheme"] = name, ["protocol"] = "tcp", ["transport"] = name };
        if (number is { } target)
        {
            binding["targetPort"] = target;
        }

        return new JsonObject { [name] = binding };
    }
}
