namespace MicroService.Advisor.Reporting;

/// <summary>Compares findings with a baseline as they come. It keeps nothing but what the baseline has, too.</summary>
internal sealed class BaselineMatch
{
    private readonly Baseline _baseline;
    private readonly HashSet<string> _known;
    private readonly HashSet<string> _objects;
    private readonly HashSet<string> _still = new(StringComparer.Ordinal);
    private readonly HashSet<string> _given = new(StringComparer.Ordinal);
    private int _new;
    private int _old;

    public BaselineMatch(Baseline baseline)
    {
        _baseline = baseline;
        _known = baseline.Findings.Select(entry => entry.Fingerprint).ToHashSet(StringComparer.Ordinal);
        _objects = baseline.Findings.Select(entry => entry.Object).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>How everything so far differs from the baseline.</summary>
    public BaselineComparison Result
    {
        get
        {
            var gone = _baseline.Findings.Where(entry => !_still.Contains(entry.Fingerprint)).ToLookup(entry => _given.Contains(entry.Object));
            return new BaselineComparison(_new, _old, [.. gone[true]], gone[false].Count());
        }
    }

    /// <summary>The finding, marked as new or known.</summary>
    public AuditFinding Mark(AuditFinding finding)
    {
        See(finding);
        var isNew = finding.Fingerprint is null || !_known.Contains(finding.Fingerprint);
        _new += isNew ? 1 : 0;
        _old += isNew ? 0 : 1;
        return finding with { IsNew = isNew };
    }

    /// <summary>Takes note of a finding.</summary>
    public void See(AuditFinding finding)
    {
        if (finding.Fingerprint is { } fingerprint && _known.Contains(fingerprint))
        {
            _still.Add(fingerprint);
        }
    }

    /// <summary>Takes note of an object.</summary>
    public void See(ObjectReference given)
    {
        if (given.ToString() is var name && _objects.Contains(name))
        {
            _given.Add(name);
        }
    }
}
