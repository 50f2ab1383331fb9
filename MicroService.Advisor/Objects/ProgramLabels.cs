namespace MicroService.Advisor.Objects;

/// <summary>Labels that programs set on their own pods while they run, such as which of them leads. No template has them.</summary>
internal static class ProgramLabels
{
    private static readonly string[] Booleans = ["true", "false"];

    private static readonly string[] Roles = ["master", "primary", "leader", "replica", "standby", "standby_leader", "sync_standby"];

    private static readonly string[] RedisRoles = ["master", "slave", "primary", "replica"];

    // A key that several programs use has to be told by the program.
    private static readonly ProgramLabel[] Labels =
    [
        // https://developer.hashicorp.com/vault/docs/configuration/service-registration/kubernetes
        new("vault-active", Booleans),
        new("vault-initialized", Booleans),
        new("vault-perf-standby", Booleans),
        new("vault-sealed", Booleans),
        new("vault-version"),
        // https://openbao.org/docs/configuration/service-registration/kubernetes/
        new("openbao-active", Booleans),
        new("openbao-initialized", Booleans),
        new("openbao-perf-standby", Booleans),
        new("openbao-sealed", Booleans),
        new("openbao-version"),
        // https://patroni.readthedocs.io/en/latest/kubernetes.html (kubernetes.role_label)
        new("role", Roles, ["patroni", "spilo"]),
        // https://github.com/zalando/postgres-operator/blob/master/docs/reference/operator_parameters.md (pod_role_label)
        new("spilo-role", Roles),
        // https://www.kubegres.io/doc/
        new("replicationRole", Roles),
        // https://github.com/OT-CONTAINER-KIT/redis-operator
        new("redis-role", RedisRoles),
        // https://github.com/spotahome/redis-operator
        new("redisfailovers-role", RedisRoles),
        // https://github.com/bitnami/charts/tree/main/bitnami/redis and …/valkey (the Service of Sentinel's master)
        new("isMaster", Booleans, ["redis", "valkey"]),
        new("isPrimary", Booleans, ["redis", "valkey"]),
    ];

    /// <summary>True if a program sets labels of this key, so that no template need have it.</summary>
    public static bool Knows(string key) => Array.Exists(Labels, label => label.Key == key);

    /// <summary>True if a program that a workload may run sets a label that the workload's template does not have.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="key">The label's key.</param>
    /// <param name="value">The value; null for any.</param>
    public static bool MaySet(Workload workload, string key, string? value) => Array.Exists(
        Labels,
        label => label.Key == key
            && (value is null || label.Values is null || label.Values.Contains(value, StringComparer.Ordinal))
            && (label.Programs is null || Array.Exists(label.Programs, program => Runs(workload, program))));

    private static bool Runs(Workload workload, string program) => workload.Containers.Any(container =>
        container.Image.ShortName.Contains(program, StringComparison.OrdinalIgnoreCase)
        || container.CommandLine.Any(word => word.Value.Contains(program, StringComparison.OrdinalIgnoreCase))
        || container.Environment.Any(variable => variable.Text("name")?.StartsWith($"{program}_", StringComparison.OrdinalIgnoreCase) == true));

    /// <summary>A label that a program sets.</summary>
    /// <param name="Key">The key.</param>
    /// <param name="Values">The values that the program sets; null for any.</param>
    /// <param name="Programs">The programs, as images, commands and variables call them; null if no other program sets the key.</param>
    private sealed record ProgramLabel(string Key, string[]? Values = null, string[]? Programs = null);
}
