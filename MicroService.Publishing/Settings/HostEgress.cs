namespace MicroService.Publishing.Settings;

/// <summary>What policies allow for a host outside of the cluster that a variable names.</summary>
internal enum HostEgress
{
    /// <summary>Every address on the host's port, because a NetworkPolicy knows no host names.</summary>
    Any,

    /// <summary>The host by its name, in a CiliumNetworkPolicy.</summary>
    Cilium,

    /// <summary>Only what the settings say of the host.</summary>
    None,
}
