using MicroService.ServiceDefaults.Configuration;

namespace MicroService.Api.Audits;

/// <summary>The section <c>Audits</c>: whose audits are whose. Without an authority every caller is the same one, who is anonymous.</summary>
public sealed record AuditOptions : IValidatedOptions<AuditOptions>
{
    /// <inheritdoc/>
    public static string Section => "Audits";

    /// <summary>The claim of a token that says whose its audits are; <c>sub</c> by default.</summary>
    public string OwnerClaim { get; init; } = "sub";

    /// <summary>The scope whose bearers read the audits of all callers, in the claim <c>scope</c> or <c>scp</c>; <c>audits:read:all</c> by default.</summary>
    public string ReadAllScope { get; init; } = "audits:read:all";

    /// <inheritdoc/>
    public static AuditOptions Bind(OptionsReader options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var defaults = new AuditOptions();
        return new AuditOptions
        {
            OwnerClaim = options.Text(nameof(OwnerClaim), defaults.OwnerClaim)!,
            ReadAllScope = options.Text(nameof(ReadAllScope), defaults.ReadAllScope)!,
        };
    }
}
