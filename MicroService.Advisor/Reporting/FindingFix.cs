using System.Text.Json.Serialization;
using MicroService.Advisor.Fixes;

namespace MicroService.Advisor.Reporting;

/// <summary>What fixing would do about a finding.</summary>
public sealed class FindingFix
{
    private readonly Func<IReadOnlyList<FixPatch>>? _spellOut;
    private readonly IReadOnlyList<FixPatch>? _patches;

    /// <summary>A fix as it was read.</summary>
    /// <param name="safety">Whether it is applied without being asked to.</param>
    /// <param name="description">What it changes.</param>
    /// <param name="patches">The change itself.</param>
    [JsonConstructor]
    public FindingFix(FixSafety safety, string description, IReadOnlyList<FixPatch>? patches)
    {
        Safety = safety;
        Description = description;
        _patches = patches;
    }

    /// <summary>
    /// A fix whose patches are made when they are written: together they would take more memory than all else of a report.
    /// </summary>
    internal FindingFix(FixSafety safety, string description, Func<IReadOnlyList<FixPatch>>? spellOut)
        : this(safety, description, patches: null) => _spellOut = spellOut;

    /// <summary>Whether it is applied without being asked to.</summary>
    public FixSafety Safety { get; }

    /// <summary>What it changes.</summary>
    public string Description { get; }

    /// <summary>
    /// The change itself, object by object, against the documents as they were; absent from audits too large to spell out every fix
    /// of, whose fixes <c>/v1/fixes</c> gives.
    /// </summary>
    public IReadOnlyList<FixPatch>? Patches => _spellOut is null ? _patches : _spellOut();
}
