namespace MicroService.Advisor.Fixing;

/// <summary>Which fixes to apply.</summary>
public sealed record FixSettings
{
    /// <summary>True to apply the fixes that a person should review, too.</summary>
    public bool Unsafe { get; init; }

    /// <summary>True if the files are only a part of an application.</summary>
    public bool Partial { get; init; }
}
