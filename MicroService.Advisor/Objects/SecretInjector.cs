namespace MicroService.Advisor.Objects;

/// <summary>Programs that a webhook injects into pods, by their annotations: with the pod's token they log in to a vault that no manifest names.</summary>
internal static class SecretInjector
{
    private static readonly string[] Prefixes = ["vault.hashicorp.com/", "vault.security.banzaicloud.io/", "bank-vaults.io/", "conjur.org/"];

    private static readonly string[] Switches = ["vault.hashicorp.com/agent-inject", "conjur.org/inject"];

    /// <summary>True if one is injected into the pods.</summary>
    public static bool IsIn(Workload workload) =>
        workload.PodAnnotations is { } annotations
        && annotations.Entries.Any(entry => Prefixes.Any(prefix => entry.Name.StartsWith(prefix, StringComparison.Ordinal)))
        && !Switches.Any(name => annotations.Text(name) is "false" or "0");
}
